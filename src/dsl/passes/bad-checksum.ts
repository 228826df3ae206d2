// SPDX-License-Identifier: GPL-2.0
import type { Header } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Wrong checksums are for injected packets: the kernel sends none. */
export const badChecksum: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (packet.direction === "inbound" || !isBad(header)) continue;
    const word = header.type === "sctp" ? "bad_crc32c" : "bad_checksum";
    const message = `${word} is for injected packets only`;
    problems.push(problem(script, header.span, "check/bad-checksum", message));
  }
  return problems;
};

function isBad(header: Header): boolean {
  return header.type === "dccp"
    ? header.badChecksum === true
    : "checksum" in header && header.checksum === "bad";
}
