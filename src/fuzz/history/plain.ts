// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { OPTION } from "../commands/tcp/segment.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import type { Sent } from "./tcp.js";

/** Options that no rule of acceptance looks at: timestamps as they should be, SACK blocks. */
const USUAL = OPTION.timestamps | (3 * OPTION.blocks);

/**
 * Nothing about it may keep the kernel from taking it.
 * @param sent  number behind the last one that the kernel has sent: what acknowledges more is refused
 */
export function isPlain({ segment, ack }: Sent, record: Rec | undefined, sent: number): boolean {
  const flags = segment.flags & ~(TCP_FLAG.PSH | TCP_FLAG.FIN);
  return (
    flags === TCP_FLAG.ACK &&
    ack !== undefined &&
    // Older ones are not believed: RFC 5961 section 5.2.
    ack >= 1 &&
    ack <= sent &&
    record?.op === OP.segment &&
    (record.d & ~USUAL & 0xfff) === 0
  );
}
