// SPDX-License-Identifier: GPL-2.0
import type { TraceLine } from "../../runner/index.js";

/** Where two Traces part. */
export interface TraceDifference {
  /** Virtual time of the earlier of the two events, in ns since the start of the script. */
  readonly ns: number;
  /** The line of the script that caused it; 0 outside. */
  readonly line: number;
  /** What each of the two has there; undefined: it has ended. */
  readonly events: readonly [TraceLine | undefined, TraceLine | undefined];
}

/** The first event that is not the same in both, or not at the same time; undefined if all are. */
export function firstDifference(
  one: readonly TraceLine[],
  other: readonly TraceLine[],
): TraceDifference | undefined {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one[at], other[at]];
    if (a !== undefined && b !== undefined && isSame(a, b)) continue;
    const earlier = b === undefined || (a !== undefined && a.ns <= b.ns) ? a : b;
    if (earlier === undefined) return undefined;
    return { ns: earlier.ns, line: earlier.line, events: withValues(a, b) };
  }
  return undefined;
}

function isSame(a: TraceLine, b: TraceLine): boolean {
  const isSameText = (a.compared ?? a.text) === (b.compared ?? b.text);
  return a.ns === b.ns && isSameText && differingValues(a, b).length === 0;
}

/** Names of those that both know: what only one kernel tells is no difference in what it does. */
function differingValues(a: TraceLine, b: TraceLine): readonly string[] {
  const other = b.values ?? {};
  return Object.entries(a.values ?? {}).flatMap(([name, value]) =>
    other[name] === undefined || other[name] === value ? [] : [name],
  );
}

/** Events with those values in their text that are not the same. */
function withValues(a: TraceLine | undefined, b: TraceLine | undefined): TraceDifference["events"] {
  if (a === undefined || b === undefined) return [a, b];
  const names = differingValues(a, b);
  const told = (event: TraceLine): TraceLine => ({
    ...event,
    text: [event.text, ...names.map((name) => `${name}=${event.values?.[name]}`)].join(" "),
  });
  return [told(a), told(b)];
}
