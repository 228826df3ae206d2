// SPDX-License-Identifier: GPL-2.0
import { NAME_PATTERN } from "./headers.mjs";

const WORD_BYTES = 8;

/** Enumerators of the preprocessed text. */
function* enumerators(text) {
  for (const [, body] of text.matchAll(/\benum\b[^{};]*\{([^}]*)\}/g))
    for (const [, name] of body.matchAll(/(?:^|,)\s*([A-Za-z_]\w*)/g)) yield name;
}

/**
 * Names of object-like macros and enumerators that may be of use, sorted.
 * @param {import("./compiler.mjs").Compiler} compiler
 * @param {string} text  the preprocessed headers
 */
export function collectNames(compiler, text) {
  const names = new Set(enumerators(text));
  for (const [, name] of compiler.preprocess("-dM").matchAll(/^#define (\w+) (?=\S)/gm)) names.add(name);
  return [...names].filter((name) => NAME_PATTERN.test(name)).sort();
}

/**
 * The values of those names that are integer constants. Others (casts to pointers, macros of
 * declarations) are found by the compiler's refusal.
 * @param {import("./compiler.mjs").Compiler} compiler
 * @param {readonly string[]} names
 * @returns {Record<string, number>}
 */
export function evaluateNames(compiler, names) {
  let kept = names;
  for (;;) {
    const result = compiler.compile([
      ...kept.map(
        (name, index) =>
          `static const long long value_${index} __attribute__((unused)) = (long long)(${name});`,
      ),
      'static const long long values[] __attribute__((used, section(".values"))) = {',
      ...kept.map((name) => `(long long)(${name}),`),
      "};",
    ]);
    if ("bytes" in result) return toRecord(kept, result.bytes);
    const accepted = kept.filter((_, index) => !result.bad.has(index));
    if (accepted.length === kept.length) throw new Error("the compiler's errors name no constant");
    kept = accepted;
  }
}

function toRecord(names, bytes) {
  if (bytes.length !== names.length * WORD_BYTES) throw new Error("the object file lacks values");
  const record = {};
  for (const [index, name] of names.entries()) {
    const value = Number(bytes.readBigInt64LE(index * WORD_BYTES));
    if (Number.isSafeInteger(value)) record[name] = value;
  }
  return record;
}

/**
 * What the kernel's headers say about each errno, in the comments behind their definitions.
 * @param {readonly string[]} texts  asm-generic/errno-base.h and errno.h
 * @returns {Record<string, string>}
 */
export function errnoTexts(texts) {
  const found = texts.flatMap((text) => [
    ...text.matchAll(/^#define\s+(E[A-Z0-9]+)\s+\d+\s*\/\*\s*(.*?)\s*\*\//gm),
  ]);
  return Object.fromEntries(found.map(([, name, text]) => [name, text]));
}
