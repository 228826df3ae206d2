// SPDX-License-Identifier: GPL-2.0
import { OP } from "../../program/operations.js";
import { SYSCTLS, sysctlIndex } from "../../program/tables.js";
import { type Command, rec } from "../command.js";

const SWITCHES = SYSCTLS.filter((name) => !/mem$|retries|limit_output|invalid_ratelimit/.test(name));

/** What the kernel's tests and administrators change; memory limits now and then so low that they count. */
export const sysctl: Command = {
  name: "sysctl",
  weight: ({ protocol }) => (protocol === "tcp" || protocol === "mptcp" ? 1 : 0),
  generate: (choice) => {
    if (choice.once(8)) {
      const [b, c, d] = choice.once(2) ? [4, 8, 12] : [60, 80, 120];
      return rec(OP.sysctl, 0, { flags: 1, a: sysctlIndex("tcp_mem"), b, c, d });
    }
    return rec(OP.sysctl, 0, { a: sysctlIndex(choice.of(SWITCHES)), b: choice.int(0, 2) });
  },
};
