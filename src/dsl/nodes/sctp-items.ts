// SPDX-License-Identifier: GPL-2.0
import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpCause,
  type SctpChunk,
  type SctpEntry,
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
  readonly table: SctpTable;
}

const CHUNKS: Family = { noun: "chunk", table: SCTP_CHUNKS };
const PARAMETERS: Family = { noun: "parameter", table: SCTP_PARAMETERS };
const CAUSES: Family = { noun: "error cause", table: SCTP_CAUSES };

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
  const entry = Object.hasOwn(family.table, name) ? family.table[name] : undefined;
  if (entry === undefined) return unknownItem(item, family);
  const values: Values = { type: name, span: item.span };
  const mistake = fill(values, item, entry, context) ?? missing(values, item, entry);
  return mistake ?? (values as T);
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
function fill(values: Values, item: SctpItem, entry: SctpEntry, context: Context): Mistake | undefined {
  const properties = Object.keys(entry.fields);
  let last = -1;
  for (const member of item.members) {
    const index = properties.findIndex((property) => isFor(member, entry.fields[property]));
    const property = properties[index];
    const field = property === undefined ? undefined : entry.fields[property];
    if (property === undefined || field === undefined) {
      if (member.type === "any" && isOpen(item, entry)) return open(values, properties);
      return unknownMember(member, item, entry);
    }
    const isRest = field.name === "";
    if (property in values && !isRest) {
      return new Mistake(`${nameOf(member)} is given twice`, member);
    }
    const value = isRest
      ? restValue(values[property], member, field, context)
      : memberValue(member, field, context);
    if (value instanceof Mistake) return value;
    values[property] = value;
    if (index < last) {
      const message = `${nameOf(member)} usually stands in front of ${nameOfField(entry.fields[properties[last] ?? ""])}`;
      context.warn(member, "parse/field-order", message);
    }
    last = Math.max(last, index);
  }
  return undefined;
}

function isFor(member: SctpMember, field: SctpField | undefined): boolean {
  if (field === undefined) return false;
  return member.type === "field" ? field.name === member.name : field.name === "";
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

/** Whether `...` alone may stand for the fields: where they are a length and a value. */
function isOpen({ members }: SctpItem, { fields }: SctpEntry): boolean {
  return members.length === 1 && Object.keys(fields).join() === "length,value";
}

function open(values: Values, properties: readonly string[]): undefined {
  for (const property of properties) values[property] = "any";
}

function missing(values: Values, item: SctpItem, { fields }: SctpEntry): Mistake | undefined {
  const absent: string[] = [];
  for (const property in fields) {
    const field = fields[property];
    if (field === undefined || property in values) continue;
    if (field.name === "") values[property] = [];
    else if (!field.optional) absent.push(`${field.name}=`);
  }
  if (absent.length > 0) return new Mistake(`${item.name} wants ${absent.join(", ")} as well`, item);
  if (values.type === "I_DATA" && "ppid" in values === "fsn" in values) {
    return new Mistake("I_DATA wants one of ppid= and fsn=", item);
  }
  return undefined;
}

function unknownItem(item: SctpItem, { noun, table }: Family): Mistake {
  const other = [CHUNKS, PARAMETERS, CAUSES].find(
    (family) => family.noun !== noun && Object.hasOwn(family.table, item.name),
  );
  const near = nearest(item.name, Object.keys(table));
  const place = { start: item.start, end: item.start + item.name.length };
  if (other) return new Mistake(`${item.name} is no ${noun}, but a ${other.noun}`, place);
  return new Mistake(`${item.name} is no ${noun}${near ? `; did you mean ${near}?` : ""}`, place);
}

function unknownMember(member: SctpMember, item: SctpItem, { fields }: SctpEntry): Mistake {
  const names = Object.values(fields).map(nameOfField);
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
