// SPDX-License-Identifier: GPL-2.0

import { LATER_STRUCTS } from "./headers.mjs";

const WORD_BYTES = 8;

/**
 * The place just behind the brace that opens a type's members, and how C names the type; undefined if
 * this kernel need not have it.
 */
function opening(text, name) {
  const tagged = text.match(new RegExp(`\\b(struct|union)\\s+${name}\\s*\\{`));
  if (tagged !== null) return { at: tagged.index + tagged[0].length, type: `${tagged[1]} ${name}` };
  const end = text.search(new RegExp(`\\}\\s*${name}\\s*;`));
  const start = end < 0 ? -1 : text.lastIndexOf("typedef", end);
  if (start < 0 && LATER_STRUCTS.has(name)) return undefined;
  if (start < 0) throw new Error(`no header has a struct ${name}`);
  return { at: text.indexOf("{", start) + 1, type: name };
}

/** The text between the braces of a type that opens at `open`. */
function bodyOf(text, open, name) {
  let depth = 1;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return text.slice(open, at);
  }
  throw new Error(`struct ${name} does not end`);
}

/** Members of nested blocks without a name are members of the whole; a named one is one member. */
function flatten(body) {
  const flat = body.replace(/\b(?:struct|union)\s*\w*\s*\{([^{}]*)\}\s*(\w*)\s*;/g, (_, inner, name) =>
    name === "" ? inner : `int ${name};`,
  );
  return flat === body ? flat : flatten(flat);
}

function fieldsOf(body) {
  return flatten(body)
    .replace(/__attribute__\s*\(\(.*?\)\)/g, "")
    .split(/[;,]/)
    .map((declarator) => declarator.match(/(\w+)\s*((?:\[[^\]]*\]\s*)*)(:\s*\w+\s*)?$/))
    .filter((found) => found !== null)
    .map(([, name, dimensions, width]) => ({
      name,
      isBitField: width !== undefined,
      isArray: dimensions !== "",
      isOpen: /^\[\s*\]/.test(dimensions),
    }));
}

/**
 * Sizes and fields of structures, in bytes; of a bit field also its lowest bit and width, of an array
 * the size of an element. The array without length at the end of a structure has size 0.
 * @param {import("./compiler.mjs").Compiler} compiler
 * @param {string} text  the preprocessed headers
 * @param {readonly string[]} structs  tags of structures and unions, or names that typedef gives them
 */
export function structLayouts(compiler, text, structs) {
  return Object.fromEntries(
    structs.flatMap((struct) => {
      const found = opening(text, struct);
      if (found === undefined) return [];
      const { at, type } = found;
      return [[struct, layout(compiler, type, fieldsOf(bodyOf(text, at, struct)))]];
    }),
  );
}

function layout(compiler, type, fields) {
  const sizeOf = (member) => `sizeof(((${type} *)0)->${member})`;
  const words = compileSection(compiler, type, "unsigned long long", [
    `sizeof(${type})`,
    ...fields
      .filter((field) => !field.isBitField)
      .flatMap(({ name, isArray, isOpen }) => [
        `__builtin_offsetof(${type}, ${name})`,
        isOpen ? "0" : sizeOf(name),
        isArray ? sizeOf(`${name}[0]`) : "0",
      ]),
  ]);
  const read = (index) => Number(words.readBigUInt64LE(index * WORD_BYTES));
  const size = read(0);
  const bits = fields.some((field) => field.isBitField) ? probeBitFields(compiler, type, fields) : {};
  let next = 1;
  const places = fields.map(({ name, isBitField }) => {
    if (isBitField) return [name, bits[name]];
    const element = read(next + 2);
    const place = { offset: read(next), size: read(next + 1), ...(element === 0 ? {} : { element }) };
    next += 3;
    return [name, place];
  });
  return { size, fields: Object.fromEntries(places) };
}

/** A bit field's place is where bits are set in an object in which only that field is all ones. */
function probeBitFields(compiler, type, fields) {
  const names = fields.filter((field) => field.isBitField).map((field) => field.name);
  const bytes = compileSection(
    compiler,
    type,
    type,
    names.map((name) => `{ .${name} = -1 }`),
  );
  const size = bytes.length / names.length;
  return Object.fromEntries(
    names.map((name, index) => [name, onesIn(bytes.subarray(index * size, (index + 1) * size))]),
  );
}

/** @param {Buffer} bytes */
function onesIn(bytes) {
  const offset = bytes.findIndex((byte) => byte !== 0);
  const byte = bytes[offset];
  const shift = 31 - Math.clz32(byte & -byte);
  const width = [...bytes].reduce((sum, value) => sum + value.toString(2).replaceAll("0", "").length, 0);
  return { offset, size: 1, shift, width };
}

function compileSection(compiler, of, type, elements) {
  const result = compiler.compile([
    `static const ${type} values[] __attribute__((used, section(".values"))) = {`,
    ...elements.map((element) => `${element},`),
    "};",
  ]);
  if ("bad" in result) throw new Error(`the layout of ${of} does not compile`);
  return result.bytes;
}
