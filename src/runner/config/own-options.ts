// SPDX-License-Identifier: GPL-2.0
import type { ScriptOption } from "./packetdrill-options.js";

/** Option lines that ktest has beside those of google's packetdrill. */
export const OWN_OPTIONS: ReadonlyMap<string, ScriptOption> = new Map<string, ScriptOption>([
  ["event_nsecs", { kind: "value" }],
  ["gro_usecs", { kind: "value" }],
  // nplab's
  ["tcp_md5_secret", { kind: "value" }],
]);
