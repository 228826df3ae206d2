// SPDX-License-Identifier: GPL-2.0
import type { Session } from "../../history/mptcp.js";
import { OP } from "../../program/operations.js";
import { optionIndex } from "../../program/tables.js";
import { eachSession, type Oracle, type Violation } from "../oracle.js";

const MPTCP_INFO = optionIndex("MPTCP_INFO");
/** Places in struct mptcp_info: include/uapi/linux/mptcp.h. */
const FIELD = { writeSeq: 16, sndUna: 24, end: 40 } as const;

/** MPTCP_INFO: what is acknowledged was written, and the peer has acknowledged it. */
export const mptcpInfo: Oracle = {
  name: "mptcp-info",
  source: "RFC 8684 section 3.3.2; net/mptcp/sockopt.c, mptcp_diag_fill_info()",
  judge: eachSession(judge),
};

function judge({ events, kernelFirst }: Session): Violation | undefined {
  if (kernelFirst === undefined) return undefined;
  let acknowledged = 0;
  let isOpen = false;
  for (const event of events) {
    if (event.type === "in") acknowledged = Math.max(acknowledged, event.dataAck ?? 0);
    // Before that the kernel has no key for it.
    if (event.type === "out" && event.dataAck !== undefined) isOpen = true;
    if (event.type !== "call" || !isOpen) continue;
    const { rec, ret, data } = event.call;
    if (rec.op !== OP.getOption || rec.a !== MPTCP_INFO || ret !== 0) continue;
    if (data.length < FIELD.end) continue;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const field = (at: number): number =>
      Number(BigInt.asIntN(64, view.getBigUint64(at, true) - kernelFirst));
    const [written, una] = [field(FIELD.writeSeq), field(FIELD.sndUna)];
    const [least, why] = una > written ? [written, "written"] : [acknowledged, "acknowledged by the peer"];
    if (una <= least) continue;
    const message = `mptcpi_snd_una is ${una}, and ${least} bytes were ${why}`;
    const holds = `mptcpi_snd_una <= mptcpi_write_seq - ${written - least}`;
    const instead = { event: `%{ assert ${holds} }%` };
    return { oracle: "mptcp-info", message, index: event.index, cause: why, instead };
  }
  return undefined;
}
