// SPDX-License-Identifier: GPL-2.0
import type { History, Observation } from "../history/history.js";
import type { Feedback } from "./feedback.js";

const SIZE = 65_536;

/**
 * What a run does, as far as it can be seen from outside: which observation follows which. It stands in for
 * coverage where the kernel is not built for that.
 */
export class Behaviours implements Feedback {
  readonly #seen = new Uint8Array(SIZE);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** A history says all that there is to say. */
  begin(): void {}

  add({ observations }: History): number {
    let before = 0;
    let added = 0;
    for (const observation of observations) {
      const kind = kindOf(observation);
      const place = (Math.imul(before, 0x9e3b) ^ kind) & (SIZE - 1);
      before = kind;
      if (this.#seen[place] !== 0) continue;
      this.#seen[place] = 1;
      added++;
    }
    this.#count += added;
    return added;
  }
}

function kindOf(observation: Observation): number {
  switch (observation.type) {
    case "sent":
    case "received": {
      const { segment, frame } = observation;
      const what = observation.type === "sent" ? 1 : 2;
      if (segment === undefined) return what * 4096 + (frame.length & 0xfc);
      const size = segment.length === 0 ? 0 : segment.length < 1400 ? 1 : segment.length < 1500 ? 2 : 3;
      return what * 4096 + 1024 + segment.flags * 8 + size * 2 + (segment.window === 0 ? 1 : 0);
    }
    case "call":
      return (
        16_384 +
        observation.rec.op * 256 +
        (observation.ret < 0 ? -observation.ret & 127 : observation.ret > 0 ? 254 : 255)
      );
    case "blocked":
      return 32_768 + observation.rec.op;
    case "beside":
      return 36_864 + (observation.frame.length & 0xfc);
    case "malformed":
      return 40_002;
    case "log":
      return 40_000;
    case "died":
      return 40_001;
  }
}
