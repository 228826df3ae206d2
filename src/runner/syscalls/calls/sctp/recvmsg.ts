// SPDX-License-Identifier: GPL-2.0
import { readField } from "../../../struct.js";
import { withActual } from "../../actual.js";
import { systemCall } from "../../call.js";
import { socketAddress } from "../../params/address.js";
import { checkAddress } from "../../params/address-check.js";
import { actualBuffer, buffer, checkReceived } from "../../params/buffer.js";
import { readControl } from "../../params/control-block.js";
import { descriptor } from "../../params/descriptor.js";
import { size } from "../../params/integer.js";
import { messageFlags } from "../../params/msghdr.js";
import { info } from "../../params/sctp/info.js";
import { checkReturned, returned } from "../../params/sctp/returned.js";
import { checkStructure } from "../../structures/compare.js";
import { sendReceiveInfo } from "../../structures/sctp/messages.js";
import { receiving, sctpControl } from "./message.js";

const NOTHING = new Uint8Array();

/** recvmsg() with what SCTP_SNDRCV brought: RFC 6458 section 9.8, where it is deprecated. */
export const sctpRecvmsg = systemCall({
  name: "sctp_recvmsg",
  parameters: [
    descriptor("sd"),
    buffer("msg"),
    size("len"),
    socketAddress("from"),
    returned("fromlen"),
    info("sinfo", sendReceiveInfo),
    returned("msg_flags"),
  ],
  prepare: (call, fd, message, length, from, fromLength, sinfo, flags) => {
    const { constants } = call;
    const layout = constants.struct("user_msghdr");
    const room = new Uint8Array(constants.struct(sendReceiveInfo.name).size);
    const iovec = { span: message.span, elements: [{ base: message, length }] };
    const block = receiving(call, iovec, [sctpControl(call, "SCTP_SNDRCV", room)]);
    const [data] = block.buffers;
    const field = (name: string): number => readField(block.header.view, 0, layout, name);
    const received = (ret: number): Uint8Array => data?.bytes.subarray(0, Math.max(0, ret)) ?? NOTHING;
    return {
      nr: constants.syscall("recvmsg"),
      registers: [fd.live, block.header.address, 0],
      result: "exact",
      after: (ret) => {
        if (ret < 0) return [];
        const [control] = readControl(block.control, field("msg_controllen"), constants);
        return [
          ...checkReceived(message, received(ret), call),
          ...(block.name === undefined || from.type === "null" ? [] : checkAddress(from, block.name, call)),
          ...(from.type === "null" ? [] : checkReturned("fromlen", fromLength, field("msg_namelen"))),
          ...(sinfo === undefined ? [] : checkStructure(sinfo, control?.data ?? room, call)),
          ...checkReturned("msg_flags", flags, field("msg_flags"), (value) =>
            constants.flags(value, messageFlags(call)),
          ),
        ];
      },
      actual: (ret) => withActual(call, 1, (written) => actualBuffer(message, written, received(ret), call)),
    };
  },
});
