// SPDX-License-Identifier: GPL-2.0

const WORD_BYTES = 8;

/** The text between the braces of `struct NAME { ... }`. */
function bodyOf(text, struct) {
  const start = text.match(new RegExp(`\\bstruct\\s+${struct}\\s*\\{`));
  if (start === null) throw new Error(`no header has a struct ${struct}`);
  const open = start.index + start[0].length;
  let depth = 1;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return text.slice(open, at);
  }
  throw new Error(`struct ${struct} does not end`);
}

/** Members of nested blocks without a name are members of the whole; a named one is one member. */
function flatten(body) {
  const flat = body.replace(/\b(?:struct|union)\s*\w*\s*\{([^{}]*)\}\s*(\w*)\s*;/g, (_, inner, name) =>
    name === "" ? inner : `int ${name};`,
  );
  return flat === body ? flat : flatten(flat);
}

function fieldsOf(text, struct) {
  return flatten(bodyOf(text, struct))
    .replace(/__attribute__\s*\(\(.*?\)\)/g, "")
    .split(/[;,]/)
    .map((declarator) => declarator.match(/(\w+)\s*(?:\[[^\]]*\]\s*)*(:\s*\w+\s*)?$/))
    .filter((found) => found !== null)
    .map(([, name, width]) => ({ name, isBitField: width !== undefined }));
}

/**
 * Sizes and fields of structures, in bytes; of a bit field also its lowest bit and width.
 * @param {import("./compiler.mjs").Compiler} compiler
 * @param {string} text  the preprocessed headers
 * @param {readonly string[]} structs
 */
export function structLayouts(compiler, text, structs) {
  return Object.fromEntries(
    structs.map((struct) => [struct, layout(compiler, struct, fieldsOf(text, struct))]),
  );
}

function layout(compiler, struct, fields) {
  const words = compileSection(compiler, struct, "unsigned long long", [
    `sizeof(struct ${struct})`,
    ...fields
      .filter((field) => !field.isBitField)
      .flatMap(({ name }) => [
        `__builtin_offsetof(struct ${struct}, ${name})`,
        `sizeof(((struct ${struct} *)0)->${name})`,
      ]),
  ]);
  const read = (index) => Number(words.readBigUInt64LE(index * WORD_BYTES));
  const size = read(0);
  const bits = fields.some((field) => field.isBitField) ? probeBitFields(compiler, struct, fields) : {};
  let next = 1;
  const places = fields.map(({ name, isBitField }) => {
    if (isBitField) return [name, bits[name]];
    const place = { offset: read(next), size: read(next + 1) };
    next += 2;
    return [name, place];
  });
  return { size, fields: Object.fromEntries(places) };
}

/** A bit field's place is where bits are set in an object in which only that field is all ones. */
function probeBitFields(compiler, struct, fields) {
  const names = fields.filter((field) => field.isBitField).map((field) => field.name);
  const bytes = compileSection(
    compiler,
    struct,
    `struct ${struct}`,
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

function compileSection(compiler, struct, type, elements) {
  const result = compiler.compile([
    `static const ${type} values[] __attribute__((used, section(".values"))) = {`,
    ...elements.map((element) => `${element},`),
    "};",
  ]);
  if ("bad" in result) throw new Error(`the layout of struct ${struct} does not compile`);
  return result.bytes;
}
