// SPDX-License-Identifier: GPL-2.0
import type { Comment, Script, SymbolRef } from "../ast.js";

/**
 * Whether two scripts differ in nothing but layout: all nodes are equal but for their places, and
 * the comments are the same in the same order.
 */
export function isSameScript(a: Script<SymbolRef>, b: Script<SymbolRef>): boolean {
  return isSame(a, b) && isSame(commentsOf(a), commentsOf(b));
}

/** Keys of nodes that are about layout: places, and comments, which are compared by themselves. */
const LAYOUT: ReadonlySet<string> = new Set(["span", "leading", "comment", "trailing"]);

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  const [keys, others] = [keysOf(a), keysOf(b)];
  return keys.length === others.length && keys.every((key) => isSame(child(a, key), child(b, key)));
}

function keysOf(node: object): readonly string[] {
  return Object.keys(node).filter((key) => !LAYOUT.has(key));
}

function child(node: object, key: string): unknown {
  return node[key as keyof typeof node];
}

function commentsOf({ options, init, events, cleanup, trailing }: Script<SymbolRef>): readonly string[] {
  const parts = [...options, ...(init ? [init] : []), ...events, ...(cleanup ? [cleanup] : [])];
  const trivia = [
    ...parts.flatMap(({ leading, comment }) => [...leading, ...(comment ? [comment] : [])]),
    ...trailing,
  ];
  return trivia
    .filter((each): each is Comment => each.type === "comment")
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ style, text }) => style + text.trimEnd());
}
