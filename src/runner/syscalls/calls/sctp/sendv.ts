// SPDX-License-Identifier: GPL-2.0
import { type CallContext, systemCall } from "../../call.js";
import { peerOf } from "../../params/address.js";
import type { ControlMessage } from "../../params/control.js";
import { descriptor } from "../../params/descriptor.js";
import { int32, size } from "../../params/integer.js";
import { checkCount, iovec } from "../../params/iovec.js";
import { addressList, packAddresses } from "../../params/sctp/addresses.js";
import { type InfoSet, infoSet } from "../../params/sctp/info.js";
import { authenticationInfo, reliabilityInfo, sendInfo } from "../../structures/sctp/messages.js";
import type { Structure } from "../../structures/structure.js";
import { prepareSending, refused, sctpControl } from "./message.js";

/** What the infotype of the call says about one structure, and what struct sctp_sendv_spa says. */
const PARTS: readonly (readonly [structure: Structure, infotype: string, valid: string, message: string])[] =
  [
    [sendInfo, "SCTP_SENDV_SNDINFO", "SCTP_SEND_SNDINFO_VALID", "SCTP_SNDINFO"],
    [reliabilityInfo, "SCTP_SENDV_PRINFO", "SCTP_SEND_PRINFO_VALID", "SCTP_PRINFO"],
    [authenticationInfo, "SCTP_SENDV_AUTHINFO", "SCTP_SEND_AUTHINFO_VALID", "SCTP_AUTHINFO"],
  ];

/** `{sendv_flags=SCTP_SEND_SNDINFO_VALID, sendv_sndinfo={snd_sid=1}}`: struct sctp_sendv_spa, or one of the three. */
const sendvInfo = infoSet(
  "info",
  { sendv_sndinfo: sendInfo, sendv_prinfo: reliabilityInfo, sendv_authinfo: authenticationInfo },
  "sendv_flags",
);

/** sendmsg() with any of SCTP_SNDINFO, SCTP_PRINFO and SCTP_AUTHINFO: RFC 6458 section 9.12. */
export const sctpSendv = systemCall({
  name: "sctp_sendv",
  parameters: [
    descriptor("sd"),
    iovec("iov"),
    size("iovcnt"),
    addressList("addrs"),
    int32("addrcnt"),
    sendvInfo,
    int32("infolen"),
    int32("infotype"),
    int32("flags"),
  ],
  prepare: (call, fd, vector, count, list, addressCount, info, length, type, flags) => {
    checkCount(vector, count);
    const addresses = packAddresses(call, list, addressCount, peerOf(call));
    const control = controlOf(call, info, length, type);
    if (control === undefined) return refused(call, "EINVAL");
    return prepareSending(call, fd, { iovec: vector, addresses, control, flags });
  },
});

/** The control messages of the call; undefined if the library refuses its information. */
function controlOf(
  call: CallContext,
  info: InfoSet | undefined,
  length: number,
  type: number,
): readonly ControlMessage[] | undefined {
  const { constants } = call;
  const bytesOf = ({ name }: Structure): Uint8Array =>
    info?.parts.get(name)?.bytes ?? new Uint8Array(constants.struct(name).size);
  if (type === constants.require("SCTP_SENDV_NOINFO"))
    return info === undefined && length === 0 ? [] : undefined;
  if (type === constants.require("SCTP_SENDV_SPA")) {
    const flags = info?.flags ?? 0;
    if (info === undefined || info.alone !== undefined || length < wholeBytes(call)) return undefined;
    return PARTS.filter(([, , valid]) => (flags & constants.require(valid)) !== 0).map(
      ([structure, , , message]) => sctpControl(call, message, bytesOf(structure)),
    );
  }
  const part = PARTS.find(([, infotype]) => constants.require(infotype) === type);
  if (part === undefined) return undefined;
  const [structure, , , message] = part;
  if (info?.alone !== structure.name || length < constants.struct(structure.name).size) return undefined;
  return [sctpControl(call, message, bytesOf(structure))];
}

const WORD_BYTES = 4;

/** sizeof(struct sctp_sendv_spa): the flags and the three, each on a word. */
function wholeBytes({ constants }: CallContext): number {
  return PARTS.reduce(
    (sum, [{ name }]) => sum + Math.ceil(constants.struct(name).size / WORD_BYTES) * WORD_BYTES,
    WORD_BYTES,
  );
}
