// SPDX-License-Identifier: GPL-2.0

/** Where two trees say something different; undefined if they say the same. Spans do not count. */
export function differentAt(a: unknown, b: unknown, path = ""): string | undefined {
  if (Object.is(a, b)) return undefined;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return path;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  names.delete("span");
  for (const name of names) {
    const found = differentAt(a[name], b[name], `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
