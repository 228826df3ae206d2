// SPDX-License-Identifier: GPL-2.0
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { INTERNAL_PARTS, STRUCTS } from "./headers.mjs";

/** `#define NAME value` lines whose name matches, with continuation lines. */
function defines(text, pattern) {
  const found = [];
  // A comment that goes on in the next line would take the lines up to the end of another with it.
  const code = text.replace(/\/\*[\s\S]*?\*\//g, " ");
  for (const match of code.matchAll(/^#\s*define\s+(\w+)\s+((?:[^\n]*\\\n)*[^\n]*)/gm))
    if (pattern.test(match[1])) found.push(`#ifndef ${match[1]}\n${match[0]}\n#endif`);
  return found;
}

/** The text of `kind NAME { ... };`, brackets balanced. */
function block(text, kind, name, file) {
  const start = text.search(new RegExp(`^${kind}\\s+${name}\\s*\\{`, "m"));
  if (start < 0) throw new Error(`${file} has no ${kind} ${name}`);
  let depth = 0;
  for (let at = text.indexOf("{", start); at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return `${text.slice(start, at + 1)};`;
  }
  throw new Error(`${file}: ${kind} ${name} does not end`);
}

function typedef(text, name, file) {
  const match = text.match(new RegExp(`^typedef[^;]*\\b${name}\\s*;`, "m"));
  if (match === null) throw new Error(`${file} has no typedef ${name}`);
  return match[0];
}

function isThere(source, { file, isOptional = false }) {
  return !isOptional || existsSync(join(source, file));
}

/** The structures whose layouts the kernel can give. */
export function knownStructs(source) {
  const missing = new Set(
    INTERNAL_PARTS.filter((part) => !isThere(source, part)).flatMap(({ structs = [] }) => structs),
  );
  return STRUCTS.filter((name) => !missing.has(name));
}

/** A header made of the parts of internal headers that belong to the user interface. */
export function internalParts(source) {
  const there = INTERNAL_PARTS.filter((part) => isThere(source, part));
  const parts = there.flatMap(({ file, defines: pattern, enums, structs, typedefs }) => {
    const text = readFileSync(join(source, file), "utf8");
    return [
      ...(pattern === undefined ? [] : defines(text, pattern)),
      ...(typedefs ?? []).map((name) => typedef(text, name, file)),
      ...(enums ?? []).map((name) => block(text, "enum", name, file)),
      ...(structs ?? []).map((name) => block(text, "struct", name, file)),
    ];
  });
  return [
    "#ifndef KTEST_SYS_SOCKET_H",
    "#define KTEST_SYS_SOCKET_H",
    "#include <linux/types.h>",
    "#include <linux/uio.h>",
    "#include <asm/fcntl.h>",
    "#include <linux/socket.h>",
    "#include <linux/stddef.h>",
    "#define DECLARE_FLEX_ARRAY(type, name) __DECLARE_FLEX_ARRAY(type, name)",
    ...parts,
    "#endif",
    "",
  ].join("\n");
}
