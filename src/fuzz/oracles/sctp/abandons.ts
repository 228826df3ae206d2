// SPDX-License-Identifier: GPL-2.0
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { optionOf } from "../../program/tables.js";

/** SCTP_PR_SCTP_MASK of include/uapi/linux/sctp.h, in the flags of struct sctp_sndinfo. */
const POLICY = 0x30 << 16;

/** Whether a record says when messages are given up: RFC 3758. */
export function abandons({ op, a, b }: Rec): boolean {
  if (op !== OP.setOption) return false;
  const name = optionOf(a)?.name;
  return name === "SCTP_DEFAULT_PRINFO" || (name === "SCTP_DEFAULT_SNDINFO" && (b & POLICY) !== 0);
}
