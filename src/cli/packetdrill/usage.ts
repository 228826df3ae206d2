// SPDX-License-Identifier: GPL-2.0
import { PACKETDRILL_OPTIONS } from "../../runner/config/packetdrill-options.js";

/** How the command line is to be, for those who got it wrong. */
export function usage(): string {
  const options = [...PACKETDRILL_OPTIONS]
    .filter(([, { refused }]) => refused === undefined)
    .map(([name, { kind, letter }]) => {
      const short = letter === undefined ? "" : `|-${letter}`;
      return `[--${name}${kind === "value" ? "=VALUE" : ""}${short}]`;
    });
  return `${["usage: ktest run [OPTIONS OF KTEST] --packetdrill", ...options, "SCRIPT..."].join("\n\t")}\n`;
}
