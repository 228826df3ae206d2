// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Bytes that are no chunks are for injected packets: the kernel sends none. */
export const sctpPacket: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (header.type !== "sctp" || packet.direction === "inbound") continue;
    for (const chunk of header.chunks) {
      if (chunk.type !== "bytes") continue;
      const message = "bytes in the place of a chunk are for injected packets only";
      problems.push(
        problem(script, chunk.span, "check/sctp-bytes", message, [{ message: "write CHUNK[…]" }]),
      );
    }
  }
  return problems;
};
