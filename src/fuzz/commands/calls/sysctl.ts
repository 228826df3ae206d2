// SPDX-License-Identifier: GPL-2.0
import { OP, type Protocol } from "../../program/operations.js";
import { SYSCTLS, sysctlIndex } from "../../program/tables.js";
import { type Command, rec } from "../command.js";

/** Those of a protocol that are on or off, or a small number. */
const SWITCHES: Readonly<Partial<Record<Protocol, readonly string[]>>> = {
  tcp: ofTcp(),
  sctp: SYSCTLS.filter((name) => /^sctp\/(?!.*(?:mem|rto_|life|timeout|interval)).*/.test(name)),
  dccp: SYSCTLS.filter((name) => /^dccp\/(?!.*(?:seq_window|ratelimit)).*/.test(name)),
  mptcp: [...SYSCTLS.filter((name) => name.startsWith("mptcp/")), ...ofTcp()],
};
/** Those that are durations, in ms, or other large numbers. */
const NUMBERS: Readonly<Partial<Record<Protocol, readonly string[]>>> = {
  sctp: SYSCTLS.filter((name) => /^sctp\/.*(?:rto_|life|timeout|interval)/.test(name)),
  dccp: SYSCTLS.filter((name) => /^dccp\/.*(?:seq_window|ratelimit)/.test(name)),
};
/** Memory limits, and whether there is one of each protocol's own. */
const MEMORY: Readonly<Partial<Record<Protocol, string>>> = {
  tcp: "tcp_mem",
  mptcp: "tcp_mem",
  sctp: "sctp/sctp_mem",
};

/** What the kernel's tests and administrators change; memory limits now and then so low that they count. */
export const sysctl: Command = {
  name: "sysctl",
  weight: ({ protocol }) => (SWITCHES[protocol] === undefined ? 0 : 1),
  generate: (choice, { protocol }) => {
    const memory = MEMORY[protocol];
    if (memory !== undefined && choice.once(8)) {
      const [b, c, d] = choice.once(2) ? [4, 8, 12] : [60, 80, 120];
      return rec(OP.sysctl, 0, { flags: 1, a: sysctlIndex(memory), b, c, d });
    }
    const numbers = NUMBERS[protocol];
    if (numbers !== undefined && choice.once(3))
      return rec(OP.sysctl, 0, { a: sysctlIndex(choice.of(numbers)), b: choice.of([0, 1, 32, 500, 5000]) });
    return rec(OP.sysctl, 0, { a: sysctlIndex(choice.of(SWITCHES[protocol] ?? [])), b: choice.int(0, 2) });
  },
};

function ofTcp(): readonly string[] {
  return SYSCTLS.filter((name) => /^tcp_(?!.*(?:mem$|retries|limit_output|invalid_ratelimit))/.test(name));
}
