// SPDX-License-Identifier: GPL-2.0
import { writeFields } from "../../../struct.js";
import { type CallContext, systemCall } from "../../call.js";
import {
  type AddressArgument,
  addressBytes,
  addressLength,
  peerOf,
  socketAddress,
} from "../../params/address.js";
import { buffer } from "../../params/buffer.js";
import { descriptor } from "../../params/descriptor.js";
import { int32, size } from "../../params/integer.js";
import { prepareSending, sctpControl } from "./message.js";

/** sendmsg() with SCTP_SNDRCV: RFC 6458 section 9.7, where it is deprecated. */
export const sctpSendmsg = systemCall({
  name: "sctp_sendmsg",
  parameters: [
    descriptor("sd"),
    buffer("msg"),
    size("len"),
    socketAddress("to"),
    addressLength("tolen"),
    int32("ppid"),
    int32("flags"),
    int32("stream_no"),
    int32("timetolive"),
    int32("context"),
  ],
  prepare: (call, fd, message, length, to, _tolen, ppid, flags, stream, timeToLive, context) => {
    const layout = call.constants.struct("sctp_sndrcvinfo");
    const info = new Uint8Array(layout.size);
    writeFields(new DataView(info.buffer), 0, layout, {
      sinfo_stream: stream,
      sinfo_flags: flags,
      sinfo_ppid: ppid,
      sinfo_context: context,
      sinfo_timetolive: timeToLive,
    });
    return prepareSending(call, fd, {
      iovec: { span: message.span, elements: [{ base: message, length }] },
      addresses: destination(call, to),
      control: [sctpControl(call, "SCTP_SNDRCV", info)],
      flags: 0,
    });
  },
});

function destination(call: CallContext, to: AddressArgument): readonly Uint8Array[] {
  if (to.type === "explicit") return [addressBytes(to.address, call.constants)];
  return to.type === "any" ? [addressBytes(peerOf(call), call.constants)] : [];
}
