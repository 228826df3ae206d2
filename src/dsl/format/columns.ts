// SPDX-License-Identifier: GPL-2.0

/** The start of an event: its time as it is written, and the rest of the first word. */
export interface Head {
  /** `+0.1`, of a range the first one. */
  readonly time: string;
  /** `~+0.2` or `...0.2`, or nothing. */
  readonly rest: string;
}

/**
 * Where times and actions stand:
 * - right: times end at one column, and the actions begin behind it
 * - left: times begin the line, and actions begin at one column
 * - plain: times begin the line, and a space follows
 */
export interface Columns {
  readonly type: "right" | "left" | "plain";
  /** Where actions begin, counted from 0. */
  readonly action: number;
}

/** An event as it stands in the file. */
export interface Placed extends Head {
  /** Column of the time. */
  readonly at: number;
  /** Column of the action. */
  readonly action: number;
}

/** How a script looks whose events stand nowhere in particular. */
const USUAL: Columns = { type: "right", action: 6 };

/** No more than these are tried, the most frequent first. */
const MOST_COLUMNS = 6;

/** The columns that move fewest events, so that a file keeps the looks that it has. */
export function chooseColumns(events: readonly Placed[]): Columns {
  const candidates = [USUAL, { type: "plain", action: 0 } as const, ...observed(events)];
  let best = USUAL;
  let fewest = Number.POSITIVE_INFINITY;
  for (const columns of candidates) {
    const moved = events.filter((event) => isMoved(event, columns)).length;
    if (moved >= fewest) continue;
    best = columns;
    fewest = moved;
  }
  return best;
}

function observed(events: readonly Placed[]): readonly Columns[] {
  const counts = new Map<number, number>();
  for (const { action } of events) counts.set(action, (counts.get(action) ?? 0) + 1);
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || a - b)
    .slice(0, MOST_COLUMNS)
    .flatMap(([action]): readonly Columns[] => [
      { type: "right", action },
      { type: "left", action },
    ]);
}

function isMoved(event: Placed, columns: Columns): boolean {
  const head = layHead(event, columns);
  return head.length !== event.action || head.length - head.trimStart().length !== event.at;
}

/** The start of the line up to the action. */
export function layHead({ time, rest }: Head, { type, action }: Columns): string {
  switch (type) {
    case "right":
      return `${time.padStart(action - 1)}${rest} `;
    case "left":
      return `${(time + rest).padEnd(action - 1)} `;
    case "plain":
      return `${time}${rest} `;
  }
}
