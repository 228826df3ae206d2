// SPDX-License-Identifier: GPL-2.0
import { readField } from "../../../struct.js";
import { withActual } from "../../actual.js";
import { type CallContext, type CallProblem, systemCall } from "../../call.js";
import { socketAddress } from "../../params/address.js";
import { checkAddress } from "../../params/address-check.js";
import { type ReceivedControl, readControl } from "../../params/control-block.js";
import { descriptor } from "../../params/descriptor.js";
import { size } from "../../params/integer.js";
import { actualIovec, checkCount, checkIovec, iovec } from "../../params/iovec.js";
import { messageFlags } from "../../params/msghdr.js";
import { type InfoSet, infoSet } from "../../params/sctp/info.js";
import { checkReturned, returned } from "../../params/sctp/returned.js";
import { checkStructure } from "../../structures/compare.js";
import { nextInfo, receiveInfo } from "../../structures/sctp/messages.js";
import { receiving, sctpControl } from "./message.js";

/** `{recvv_rcvinfo={rcv_sid=1}, recvv_nxtinfo={…}}`: struct sctp_recvv_rn, or one of the two. */
const recvvInfo = infoSet("info", { recvv_rcvinfo: receiveInfo, recvv_nxtinfo: nextInfo });

/** The control messages that say something about a message. */
const PARTS = [
  [receiveInfo, "SCTP_RCVINFO"],
  [nextInfo, "SCTP_NXTINFO"],
] as const;

/** recvmsg() with what SCTP_RCVINFO and SCTP_NXTINFO brought: RFC 6458 section 9.13. */
export const sctpRecvv = systemCall({
  name: "sctp_recvv",
  parameters: [
    descriptor("sd"),
    iovec("iov"),
    size("iovlen"),
    socketAddress("from"),
    returned("fromlen"),
    recvvInfo,
    returned("infolen"),
    returned("infotype"),
    returned("flags"),
  ],
  prepare: (call, fd, vector, count, from, _fromLength, info, _infoLength, type, flags) => {
    checkCount(vector, count);
    const { constants } = call;
    const layout = constants.struct("user_msghdr");
    const room = PARTS.map(([{ name }, message]) =>
      sctpControl(call, message, new Uint8Array(constants.struct(name).size)),
    );
    const block = receiving(call, vector, room);
    const field = (name: string): number => readField(block.header.view, 0, layout, name);
    return {
      nr: constants.syscall("recvmsg"),
      registers: [fd.live, block.header.address, 0],
      result: "exact",
      after: (ret) => {
        if (ret < 0) return [];
        const control = readControl(block.control, field("msg_controllen"), constants);
        return [
          ...checkIovec(vector, block.buffers, ret, call),
          ...(block.name === undefined || from.type === "null" ? [] : checkAddress(from, block.name, call)),
          ...checkReturned("infotype", type, infoType(call, info, control), (value) => nameOf(call, value)),
          ...checkInfo(call, info, control),
          ...checkReturned("flags", flags, field("msg_flags"), (value) =>
            constants.flags(value, messageFlags(call)),
          ),
        ];
      },
      actual: (ret) =>
        withActual(call, 1, (node) => actualIovec(vector, node, block.buffers, Math.max(0, ret), call)),
    };
  },
});

/** Which of the two a message of the kernel's is. */
function partOf(call: CallContext, { level, type }: ReceivedControl): string | undefined {
  const { constants } = call;
  if (level !== constants.require("SOL_SCTP")) return undefined;
  return PARTS.find(([, message]) => constants.require(message) === type)?.[0].name;
}

/** What the library says about the information that it has returned: none, one or both. */
function infoType(call: CallContext, info: InfoSet | undefined, control: readonly ReceivedControl[]): number {
  const got = info === undefined ? [] : control.flatMap((message) => partOf(call, message) ?? []);
  const wanted = info?.alone === undefined ? got : got.filter((name) => name === info.alone);
  const [receive, next] = [wanted.includes(receiveInfo.name), wanted.includes(nextInfo.name)];
  const kind = receive ? (next ? "RN" : "RCVINFO") : next ? "NXTINFO" : "NOINFO";
  return call.constants.require(`SCTP_RECVV_${kind}`);
}

function nameOf({ constants }: CallContext, value: number): string {
  const found = constants.withPrefix("SCTP_RECVV_").find(([, number]) => number === value);
  return found?.[0] ?? String(value);
}

function checkInfo(
  call: CallContext,
  info: InfoSet | undefined,
  control: readonly ReceivedControl[],
): readonly CallProblem[] {
  return [...(info?.parts ?? [])].flatMap(([name, value]) => {
    const message = control.find((one) => partOf(call, one) === name);
    if (message === undefined)
      return [{ message: `no struct ${name} came with the message`, ...(info && { span: info.span }) }];
    return checkStructure(value, message.data, call);
  });
}
