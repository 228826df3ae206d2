// SPDX-License-Identifier: GPL-2.0

/** A copy of a tree without its spans, to compare trees by what they say. */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== "object" || node === null || node instanceof Uint8Array) return node;
  const entries = Object.entries(node).filter(([name]) => name !== "span");
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutSpans(value)]));
}
