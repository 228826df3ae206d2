// SPDX-License-Identifier: GPL-2.0

/** What is wrong about a flow label, in words. */
export interface FlowLabelProblem {
  readonly expected: string;
  readonly actual: string;
}

/**
 * IPv6 flow labels, which the kernel picks at random: a script can only say that packets have the
 * same label, or another one than before.
 */
export class FlowLabelMapping {
  private known: { readonly script: number; readonly live: number } | undefined;

  /** Compares an expected label (0: any) with the actual one, and remembers the pair. */
  check(script: number, live: number): FlowLabelProblem | undefined {
    if (script === 0) return undefined;
    if (live === 0) return { expected: "a flow label", actual: "none" };
    const before = this.known;
    if (before && script === before.script && live !== before.live) {
      return { expected: `${hex(before.live)}, as before`, actual: hex(live) };
    }
    if (before && script !== before.script && live === before.live) {
      return { expected: "another flow label than before", actual: `${hex(live)} again` };
    }
    this.known = { script, live };
    return undefined;
  }

  /** The script's name for a label, or the label itself. */
  toScript(live: number): number {
    return this.known?.live === live ? this.known.script : live;
  }
}

function hex(label: number): string {
  return `0x${label.toString(16)}`;
}
