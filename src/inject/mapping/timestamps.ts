// SPDX-License-Identifier: GPL-2.0

import { add32, subtract32 } from "./sequence.js";

/**
 * The clock of the timestamps option (RFC 7323) that the kernel runs for one connection, as the
 * script sees it. Scripts make up the values the kernel sends; what they then echo back must be
 * what the kernel really sent.
 *
 * Values that the kernel echoes need no translation: they are the script's own.
 */
export class TimestampMapping {
  private readonly liveByScript = new Map<number, number>();
  private first: { readonly script: number; readonly live: number } | undefined;

  /** An expected packet with value `script` turned out to have value `live`. */
  learn(script: number, live: number): void {
    this.liveByScript.set(script, live);
    this.first ??= { script, live };
  }

  /** A value from the kernel: the distance from the first one is kept. */
  toScript(live: number): number {
    return this.first ? add32(this.first.script, subtract32(live, this.first.live)) : live;
  }

  /**
   * What to put on the wire for the echo `script`. Undefined if no value like that was expected
   * before, unless `scaled` (`--tcp_ts_ecr_scaled`) allows to reckon it from the first one.
   */
  echoToLive(script: number, scaled: boolean): number | undefined {
    const exact = this.liveByScript.get(script);
    if (exact !== undefined || !scaled || !this.first) return exact;
    return add32(this.first.live, subtract32(script, this.first.script));
  }

  /** The inverse of {@link echoToLive}, as well as it goes. */
  echoToScript(live: number): number {
    for (const [script, value] of this.liveByScript) if (value === live) return script;
    return this.toScript(live);
  }
}
