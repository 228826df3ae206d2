// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../diagnostic.js";
import { type Pass, packets, problem } from "./pass.js";

/** Linux takes TCP out of UDP (fou_udp_recv(), net/ipv4/fou_core.c), and puts none in. */
export const tcpInUdp: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet } of packets(script)) {
    const carrier = packet.headers.find(({ type }) => type === "udp-encapsulation");
    if (!carrier || packet.direction === "inbound" || packet.headers.at(-1)?.type !== "tcp") continue;
    const message = "the kernel sends no TCP in UDP: it only takes what comes";
    problems.push(problem(script, carrier.span, "check/tcp-in-udp", message));
  }
  return problems;
};
