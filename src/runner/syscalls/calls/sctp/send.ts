// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../../call.js";
import { buffer } from "../../params/buffer.js";
import { descriptor } from "../../params/descriptor.js";
import { int32, size } from "../../params/integer.js";
import { info } from "../../params/sctp/info.js";
import { sendReceiveInfo } from "../../structures/sctp/messages.js";
import { prepareSending, sctpControl } from "./message.js";

/** sendmsg() without an address, with SCTP_SNDRCV: RFC 6458 section 9.10, where it is deprecated. */
export const sctpSend = systemCall({
  name: "sctp_send",
  parameters: [descriptor("sd"), buffer("msg"), size("len"), info("sinfo", sendReceiveInfo), int32("flags")],
  prepare: (call, fd, message, length, sinfo, flags) =>
    prepareSending(call, fd, {
      iovec: { span: message.span, elements: [{ base: message, length }] },
      addresses: [],
      control: sinfo === undefined ? [] : [sctpControl(call, "SCTP_SNDRCV", sinfo.bytes)],
      flags,
    }),
});
