// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../../call.js";
import { peerOf } from "../../params/address.js";
import { buffer } from "../../params/buffer.js";
import { descriptor } from "../../params/descriptor.js";
import { int32, size } from "../../params/integer.js";
import { addressList, packAddresses } from "../../params/sctp/addresses.js";
import { info } from "../../params/sctp/info.js";
import { sendReceiveInfo } from "../../structures/sctp/messages.js";
import { prepareSending, sctpControl } from "./message.js";

/** sctp_send() to a peer with several addresses: RFC 6458 section 9.11, where it is deprecated. */
export const sctpSendx = systemCall({
  name: "sctp_sendx",
  parameters: [
    descriptor("sd"),
    buffer("msg"),
    size("len"),
    addressList("addrs"),
    int32("addrcnt"),
    info("sinfo", sendReceiveInfo),
    int32("flags"),
  ],
  prepare: (call, fd, message, length, list, count, sinfo, flags) =>
    prepareSending(call, fd, {
      iovec: { span: message.span, elements: [{ base: message, length }] },
      addresses: packAddresses(call, list, count, peerOf(call)),
      control: sinfo === undefined ? [] : [sctpControl(call, "SCTP_SNDRCV", sinfo.bytes)],
      flags,
    }),
});
