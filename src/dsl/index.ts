// SPDX-License-Identifier: GPL-2.0

/**
 * The script language, packetdrill's: from text to a checked tree and back.
 *
 *   text ─ source ─ scan ─ strip ─ grammar ─ assemble ─▶ Script<SymbolRef> ─ bind ─▶ Script ─ passes ─▶ diagnostics
 *
 * - ast.ts, ast/      the tree; packets from the wire use the same packet nodes
 * - load.ts           all of it in one call: what a runner wants
 * - parse.ts          text to tree, with all mistakes of a file
 *   - source.ts       bytes to text, offsets to lines and columns
 *   - scan.ts         comments, nesting and open quotes, without a grammar
 *   - recover.ts, chunks.ts      where to go on after a mistake
 *   - strip.ts        the text without its comments
 *   - grammar/        the grammar, a family of constructs a file; parser.js is generated from it
 *                     (called by items.ts), nodes/ are the helpers of its actions
 *   - expected.ts     what the grammar wanted, in the words of a user
 *   - assemble.ts, trivia.ts   options, commands and events into their places, comments to them
 *   - encoding.ts     NUL bytes and damaged UTF-8
 * - bind/             values in the place of defined names
 * - passes/           checks, one a file
 * - print.ts, print/  tree to text, one family of nodes a file
 * - format.ts, format/         whole scripts in the usual layout, with the author's words
 * - precedence.ts     of operators, for reading and printing
 * - suggest.ts        what a misspelled word was meant to be
 * - diagnostic.ts, render.ts   problems, and how people get to see them
 * - codes/            what each code of a problem means
 * - escape.ts, make.ts         bytes and actual values as nodes of the tree
 *
 * May import nothing but node: modules.
 */
export * from "./ast.js";
export { type Bound, bind, type DefinedValue, type Defines, parseDefine } from "./bind/index.js";
export { type Diagnostic, type DiagnosticNote, firstOnes, hasErrors, inOrder } from "./diagnostic.js";
export { escapeBytes, type Unescaped, unescapeString } from "./escape.js";
export { type Loaded, load } from "./load.js";
export * as make from "./make.js";
export { type Parsed, parse } from "./parse.js";
export { check } from "./passes/index.js";
export * from "./print.js";
export { type Paint, render } from "./render.js";
export { makeSource, type Source } from "./source.js";
