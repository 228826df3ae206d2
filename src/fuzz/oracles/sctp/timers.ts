// SPDX-License-Identifier: GPL-2.0
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { optionOf, sysctlOf } from "../../program/tables.js";

/** Options and sysctls with other times, numbers of tries, and lifetimes of messages and cookies. */
const OPTION = /^SCTP_(?:RTOINFO|PEER_ADDR_PARAMS|DEFAULT_PRINFO|PR_SUPPORTED|INITMSG|AUTOCLOSE|MAX_BURST)$/;
const SYSCTL = /^sctp\/(?:rto|hb|pf|path|association|valid_cookie|cookie|sctp_mem)/;

/** Whether a record makes the times of an association others than those that the RFC recommends. */
export function changesTimers({ op, a }: Rec): boolean {
  if (op === OP.setOption) return OPTION.test(optionOf(a)?.name ?? "");
  return op === OP.sysctl && SYSCTL.test(sysctlOf(a) ?? "");
}
