// SPDX-License-Identifier: GPL-2.0
import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpCause,
  type SctpChunk,
  type SctpField,
  type SctpParameter,
  type SctpTable,
  type SctpValues,
  type SymbolRef,
} from "../ast.js";
import { nearest } from "../suggest.js";
import { type Context, Mistake, type Place, type SctpItem, type SctpMember } from "./sctp-syntax.js";
import { fieldValue } from "./sctp-values.js";

type S = SymbolRef;

interface Family {
  /** What its members are called. */
  readonly noun: string;
  readonly members: ReadonlyMap<string, Fields>;
}

/** The fields of one member, made ready for looking them up by name. */
interface Fields {
  readonly properties: readonly string[];
  readonly fields: readonly SctpField[];
  /** From the names of the fields to their places in the lists; empty for a list without name. */
  readonly places: ReadonlyMap<string, number>;
  /** Whether `...` alone may stand for the fields, which are a length and a value. */
  readonly mayBeOpen: boolean;
}

function family(noun: string, table: SctpTable): Family {
  const members = Object.entries(table).map(([name, entry]): [string, Fields] => {
    const properties = Object.keys(entry.fields);
    const fields = Object.values(entry.fields);
    const places = new Map(fields.map((field, place) => [field.name, place]));
    return [name, { properties, fields, places, mayBeOpen: properties.join() === "length,value" }];
  });
  return { noun, members: new Map(members) };
}

const CHUNKS = family("chunk", SCTP_CHUNKS);
const PARAMETERS = family("parameter", SCTP_PARAMETERS);
const CAUSES = family("error cause", SCTP_CAUSES);

export function sctpChunk(item: SctpItem, context: Context): SctpChunk<S> | Mistake {
  return node<SctpChunk<S>>(item, CHUNKS, context);
}

export function sctpParameter(item: SctpItem, context: Context): SctpParameter<S> | Mistake {
  return node<SctpParameter<S>>(item, PARAMETERS, context);
}

export function sctpCause(item: SctpItem, context: Context): SctpCause<S> | Mistake {
  return node<SctpCause<S>>(item, CAUSES, context);
}

/** One of `T`, whose fields are as the table has them: that is what makes it one. */
function node<T extends object>(item: SctpItem, family: Family, context: Context): T | Mistake {
  const name = item.name.includes("-") ? spelled(item, context) : item.name;
  const known = family.members.get(name);
  if (known === undefined) return unknownItem(item, family);
  const values: Values = { type: name, span: item.span };
  return fill(values, item, known, context) ?? missing(values, item, known) ?? (values as T);
}

/** The name as the language has it. */
function spelled({ name, start }: SctpItem, { warn }: Context): string {
  const right = name.replaceAll("-", "_");
  warn({ start, end: start + name.length }, "parse/spelling", `${name} is spelled ${right}`);
  return right;
}

type Value = SctpValues<S>[keyof SctpValues] | "any";
type Values = { type: string; span: SctpItem["span"] } & Record<string, unknown>;

/** Puts the members into their fields. */
function fill(values: Values, item: SctpItem, known: Fields, context: Context): Mistake | undefined {
  const { properties, fields, places, mayBeOpen } = known;
  let last = -1;
  for (const member of item.members) {
    const place = places.get(member.type === "field" ? member.name : "") ?? -1;
    const property = properties[place];
    const field = fields[place];
    if (property === undefined || field === undefined) {
      if (member.type !== "any" || !mayBeOpen || item.members.length > 1)
        return unknownMember(member, item, known);
      for (const each of properties) values[each] = "any";
      return undefined;
    }
    const isRest = field.name === "";
    if (!isRest && values[property] !== undefined) {
      return new Mistake(`${nameOf(member)} is given twice`, member);
    }
    const value = isRest
      ? restValue(values[property], member, field, context)
      : memberValue(member, field, context);
    if (value instanceof Mistake) return value;
    values[property] = value;
    if (place < last) {
      const message = `${nameOf(member)} usually stands in front of ${nameOfField(fields[last])}`;
      context.warn(member, "parse/field-order", message);
    } else {
      last = place;
    }
  }
  return undefined;
}

function memberValue(member: SctpMember, field: SctpField, context: Context): Value | Mistake {
  if (member.type !== "field") return "any";
  return fieldValue(member.value, field, member, context, BUILD);
}

/** The list behind the fields, with one more member. */
function restValue(
  list: unknown,
  member: SctpMember,
  { kind }: SctpField,
  context: Context,
): Value | Mistake {
  if (list !== undefined && (list === "any" || member.type === "any")) {
    return new Mistake("... stands for the whole list", member);
  }
  if (member.type !== "item") return "any";
  const one = kind === "causes" ? sctpCause(member, context) : sctpParameter(member, context);
  return one instanceof Mistake ? one : ([...(Array.isArray(list) ? list : []), one] as Value);
}

/** What values may be made of. */
const BUILD = { chunk: sctpChunk, parameter: sctpParameter } as const;

function missing(values: Values, item: SctpItem, { properties, fields }: Fields): Mistake | undefined {
  const absent: string[] = [];
  properties.forEach((property, place) => {
    const field = fields[place];
    if (field === undefined || values[property] !== undefined) return;
    if (field.name === "") values[property] = [];
    else if (!field.optional) absent.push(`${field.name}=`);
  });
  if (absent.length > 0) return new Mistake(`${item.name} wants ${absent.join(", ")} as well`, item);
  if (values.type === "I_DATA" && (values.ppid === undefined) === (values.fsn === undefined)) {
    return new Mistake("I_DATA wants one of ppid= and fsn=", item);
  }
  return undefined;
}

function unknownItem(item: SctpItem, { noun, members }: Family): Mistake {
  const other = [CHUNKS, PARAMETERS, CAUSES].find((family) => family.members.has(item.name));
  const near = nearest(item.name, members.keys());
  const place = { start: item.start, end: item.start + item.name.length };
  if (other) return new Mistake(`${item.name} is no ${noun}, but a ${other.noun}`, place);
  return new Mistake(`${item.name} is no ${noun}${near ? `; did you mean ${near}?` : ""}`, place);
}

function unknownMember(member: SctpMember, item: SctpItem, { fields }: Fields): Mistake {
  const names = fields.map(nameOfField);
  const place: Place = member.type === "any" ? member : { ...member, end: member.start + member.name.length };
  const has = names.length === 0 ? `${item.name} has no fields` : `${item.name} has ${names.join(", ")}`;
  const near = member.type === "field" ? nearest(member.name, names) : undefined;
  const hint = near ? `; did you mean ${near}?` : `: ${has}`;
  return new Mistake(`${nameOf(member)} is no field of ${item.name}${hint}`, place);
}

function nameOf(member: SctpMember): string {
  return member.type === "any" ? "..." : member.name;
}

function nameOfField(field: SctpField | undefined): string {
  if (field === undefined) return "";
  return field.name === "" ? `a list of ${field.kind}` : field.name;
}
