// SPDX-License-Identifier: GPL-2.0
import { FEATURE, OPTION, PACKET } from "../../commands/dccp/packet.js";
import { OP } from "../../program/operations.js";
import type { Program } from "../../program/program.js";
import { optionIndex, sysctlIndex } from "../../program/tables.js";

const CCIDS = new Set(["dccp/default/rx_ccid", "dccp/default/tx_ccid"].map(sysctlIndex));
/** Another CCID, or a queue that throws messages away. */
const OPTIONS = new Set(
  ["DCCP_SOCKOPT_CCID", "DCCP_SOCKOPT_TX_CCID", "DCCP_SOCKOPT_RX_CCID", "DCCP_SOCKOPT_QPOLICY_ID"].map(
    optionIndex,
  ),
);
const NEGOTIATES = OPTION.changeL | OPTION.changeR | OPTION.confirmL | OPTION.confirmR;

/** Whether all connections send by CCID 2, as is the default, and what was written first goes first. */
export function isCcid2({ records }: Program): boolean {
  return !records.some(
    ({ op, a, d, flags }) =>
      (op === OP.dccp &&
        ((flags & PACKET.ccid3) !== 0 || ((d & NEGOTIATES) !== 0 && ((d >>> 16) & 0xff) === FEATURE.ccid))) ||
      (op === OP.sysctl && CCIDS.has(a)) ||
      (op === OP.setOption && OPTIONS.has(a)),
  );
}
