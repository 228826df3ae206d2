// SPDX-License-Identifier: GPL-2.0

/** What %p prints: 32 bits of a hash with a random key. Documentation/core-api/printk-formats.rst */
const HASHED_POINTER = /\b0{8}[0-9a-f]{8}\b/g;

const NS_PER_MS = 1e6;
/** Timestamps that are farther from what the last ones promise, in ms, begin anew. */
const JUMP_MS = 1000;

/** A line of the kernel's log without what it takes at random. */
export function comparableLog(text: string): string {
  return text.replace(HASHED_POINTER, "pointer");
}

/**
 * TCP's timestamps in what the kernel sends: they count ms from a random number on (secure_tcp_ts_off()),
 * and before the script's first own one nothing maps them. So only what they advance by is compared.
 */
export class ComparableTimestamps {
  #first: { readonly value: number; readonly ns: number } | undefined;

  /** @param ns  virtual time of the packet */
  replace(packet: string, ns: number): string {
    return packet.replace(/\bTS val (\d+)/, (_, digits: string) => {
      const value = Number(digits);
      const first = this.#first;
      const expected = first === undefined ? Number.NaN : first.value + (ns - first.ns) / NS_PER_MS;
      if (first !== undefined && Math.abs(value - expected) <= JUMP_MS)
        return `TS val +${value - first.value}`;
      this.#first = { value, ns };
      return "TS val +0";
    });
  }
}
