// SPDX-License-Identifier: GPL-2.0
import type {
  Any,
  Num,
  SctpChunk,
  SctpField,
  SctpKind,
  SctpParameter,
  SctpText,
  SctpValues,
  SymbolRef,
} from "../ast.js";
import {
  type Context,
  Mistake,
  type Place,
  type SctpItem,
  type SctpValue,
  type SctpWord,
} from "./sctp-syntax.js";

type S = SymbolRef;

/** How items that are values become nodes. */
export interface Build {
  readonly chunk: (item: SctpItem, context: Context) => SctpChunk<S> | Mistake;
  readonly parameter: (item: SctpItem, context: Context) => SctpParameter<S> | Mistake;
}

/** What a field makes of what was read after its equals sign. */
export function fieldValue(
  value: SctpValue,
  field: SctpField,
  place: Place,
  context: Context,
  build: Build,
): SctpValues<S>[SctpKind] | Any | Mistake {
  if (value === "any") return value;
  const wrong = (wanted: string): Mistake => new Mistake(`${field.name}= wants ${wanted}`, place);
  switch (field.kind) {
    case "number":
    case "flags":
      return numberValue(value, field, place, context) ?? wrong("a number");
    case "numbers":
      return list(value, (one) => numberValue(one, field, place, context)) ?? wrong("a list such as [1, 2]");
    case "gaps":
      return list(value, (one) => nodeOf(one, "gap")) ?? wrong("a list such as [2:3, 5:5]");
    case "streams":
      return list(value, (one) => nodeOf(one, "stream")) ?? wrong("a list such as [{1,0}]");
    case "messages":
      return list(value, (one) => nodeOf(one, "message")) ?? wrong("a list such as [{1,0,7}]");
    case "address":
      return nodeOf(value, "address") ?? wrong("an IP address");
    case "text":
      return textOf(value) ?? wrong("a string in quotes");
    case "contents":
      return nodeOf(value, "contents")?.contents ?? wrong("a string in quotes, or pattern(0)");
    case "chunk": {
      const item = nodeOf(value, "item");
      return item ? build.chunk(item, context) : wrong("a chunk");
    }
    case "parameter": {
      const item = nodeOf(value, "item");
      return item ? build.parameter(item, context) : wrong("a parameter");
    }
    case "parameters": {
      const parameter = (one: SctpValue) => {
        const item = nodeOf(one, "item");
        return item && build.parameter(item, context);
      };
      return list(value, parameter) ?? wrong("a list of parameters in brackets");
    }
    case "causes":
      return wrong("nothing: causes stand behind the fields");
  }
}

type NodeValue = Exclude<SctpValue, number | Any | readonly SctpValue[]>;

function isList(value: SctpValue): value is readonly SctpValue[] {
  return Array.isArray(value);
}

function nodeOf<T extends NodeValue["type"]>(
  value: SctpValue,
  type: T,
): Extract<NodeValue, { type: T }> | undefined {
  if (typeof value !== "object" || isList(value) || value.type !== type) return undefined;
  return value as Extract<NodeValue, { type: T }>;
}

function textOf(value: SctpValue): SctpText | undefined {
  const contents = nodeOf(value, "contents")?.contents;
  if (contents?.type !== "string" || contents.open) return undefined;
  return { type: "text", span: contents.span, raw: contents.raw };
}

/** All elements converted, the first mistake, or undefined if one cannot be what is wanted. */
function list<T extends object | number>(
  value: SctpValue,
  convert: (one: SctpValue) => T | Mistake | undefined,
): readonly T[] | Mistake | undefined {
  if (!isList(value)) return undefined;
  const converted: T[] = [];
  for (const one of value) {
    const result = convert(one);
    if (result === undefined || result instanceof Mistake) return result;
    converted.push(result);
  }
  return converted;
}

function numberValue(
  value: SctpValue,
  field: SctpField,
  place: Place,
  context: Context,
): Num<S> | Mistake | undefined {
  if (typeof value === "number") return value;
  const word = nodeOf(value, "word");
  if (word === undefined) return undefined;
  const { kind, names } = field;
  if (kind === "flags") return flagBits(word, field, place) ?? context.symbol(word.span, word.name);
  if (Object.hasOwn(names, word.name)) return names[word.name];
  if (!word.name.includes("-")) return context.symbol(word.span, word.name);
  const spelled = word.name.replaceAll("-", "_");
  if (!Object.hasOwn(names, spelled)) return new Mistake(`${word.name} is no ${field.name}`, place);
  context.warn(place, "parse/spelling", `${word.name} is spelled ${spelled}`);
  return names[spelled];
}

/** The sum of the letters' bits; undefined for a defined name. */
function flagBits(word: SctpWord, { names }: SctpField, place: Place): number | Mistake | undefined {
  const letters = [...word.name];
  const known = letters.filter((letter) => Object.hasOwn(names, letter));
  if (known.length === 0) return undefined;
  if (known.length < letters.length) {
    if (!/^[A-Z]{1,4}$/.test(word.name)) return undefined;
    return new Mistake(`the flags of this chunk are ${Object.keys(names).join(", ")}`, place);
  }
  if (new Set(letters).size < letters.length) return new Mistake("a flag is given twice", place);
  return known.reduce((bits, letter) => bits | (names[letter] ?? 0), 0);
}
