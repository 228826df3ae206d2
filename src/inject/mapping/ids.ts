// SPDX-License-Identifier: GPL-2.0

/**
 * Identifications of IP packets, which the kernel picks: a script gives each a number of its own, and
 * says with it which packets, or fragments, have the same.
 */
export class IdMapping {
  private readonly liveByScript = new Map<number, number>();
  private readonly scriptByLive = new Map<number, number>();

  /** Compares an expected identification with the actual one, and remembers the pair. */
  check(script: number, live: number): { readonly expected: string; readonly actual: string } | undefined {
    const before = this.liveByScript.get(script);
    if (before !== undefined && before !== live)
      return { expected: `${before}, as before for id ${script}`, actual: String(live) };
    const name = this.scriptByLive.get(live);
    if (name !== undefined && name !== script)
      return { expected: "another than before", actual: `${live}, as before for id ${name}` };
    this.liveByScript.set(script, live);
    this.scriptByLive.set(live, script);
    return undefined;
  }

  /** The script's number for an identification, or the identification itself. */
  toScript(live: number): number {
    return this.scriptByLive.get(live) ?? live;
  }
}
