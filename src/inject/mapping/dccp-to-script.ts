// SPDX-License-Identifier: GPL-2.0

import type { DccpHeader } from "../wire/dccp/header.js";
import type { DccpOption } from "../wire/dccp/option.js";
import type { DccpNumbers } from "./dccp.js";

/** A DCCP header on the wire with the numbers that the script uses for it. */
export function dccpToScript(
  header: DccpHeader,
  numbers: DccpNumbers,
  direction: "inbound" | "outbound",
): DccpHeader {
  const { extended, sequence, acknowledgment } = header;
  const local = (live: number): number => numbers.localToScript(live, extended);
  const remote = (live: number): number => numbers.remoteToScript(live, extended);
  const [own, other] = direction === "outbound" ? [local, remote] : [remote, local];
  return {
    ...header,
    sequence: own(sequence),
    ...(acknowledgment !== undefined && { acknowledgment: other(acknowledgment) }),
    options: header.options.map((option) => optionToScript(option, numbers, direction)),
  };
}

/** The kernel's clock stands in its timestamps, and in the script's echoes of them. */
function optionToScript(
  option: DccpOption,
  numbers: DccpNumbers,
  direction: "inbound" | "outbound",
): DccpOption {
  const isClock = option.type === (direction === "outbound" ? "timestamp" : "timestamp_echo");
  if (!isClock || (option.type !== "timestamp" && option.type !== "timestamp_echo")) return option;
  return { ...option, value: numbers.clockToScript(option.value) };
}
