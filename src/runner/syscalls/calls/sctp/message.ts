// SPDX-License-Identifier: GPL-2.0

import { equalEndpoints } from "../../../../inject/mapping/endpoint.js";
import { IPV4_BYTES } from "../../../../inject/wire/address.js";
import type { Descriptor } from "../../../descriptors.js";
import type { CallContext, PreparedCall } from "../../call.js";
import { peerOf, readAddressBytes, unmapped } from "../../params/address.js";
import type { ControlMessage } from "../../params/control.js";
import type { IovecArgument } from "../../params/iovec.js";
import { type MessageBlock, writeMessage } from "../../params/msghdr.js";

/** A control message of SCTP with these bytes; to be received, with room for them. */
export function sctpControl(call: CallContext, type: string, bytes: Uint8Array): ControlMessage {
  const { constants, node } = call;
  const { span } = node;
  return {
    span,
    level: constants.require("SOL_SCTP"),
    type: constants.require(type),
    data: { type: "bytes", span, bytes },
  };
}

/** A function of the library that is sendmsg(). */
export interface Sending {
  readonly iovec: IovecArgument;
  /** In the kernel's notation; the first is where the message goes, the others are more of the same peer. */
  readonly addresses: readonly Uint8Array[];
  readonly control: readonly ControlMessage[];
  readonly flags: number;
}

/** sendmsg() with addresses as SCTP_DSTADDRV4 and SCTP_DSTADDRV6 have them: RFC 6458 section 9.12. */
export function prepareSending(call: CallContext, fd: Descriptor, sending: Sending): PreparedCall {
  const { iovec, addresses, control, flags } = sending;
  const { span } = call.node;
  const [first, ...others] = addresses.flatMap((bytes) => readAddressBytes(bytes, call.constants) ?? []);
  const destinations = others.map(({ address }) =>
    sctpControl(call, address.length === IPV4_BYTES ? "SCTP_DSTADDRV4" : "SCTP_DSTADDRV6", address),
  );
  const { header } = writeMessage(
    call,
    {
      span,
      name: first === undefined ? undefined : { type: "explicit", span, address: first },
      iovec,
      flags: undefined,
      control: [...control, ...destinations],
    },
    "send",
    peerOf(call),
  );
  return {
    nr: call.constants.syscall("sendmsg"),
    registers: [fd.live, header.address, flags],
    result: "exact",
    before: () => {
      const { connections } = call.environment;
      const known = connections.underTest?.remote;
      // data for the peer of an association open no other one
      const isKnown = first !== undefined && known !== undefined && equalEndpoints(unmapped(first), known);
      if (first !== undefined && !isKnown) connections.connect(fd.script);
    },
  };
}

/**
 * A message header to receive into.
 * @param control  with room for these
 */
export function receiving(
  call: CallContext,
  iovec: IovecArgument,
  control: readonly ControlMessage[],
): MessageBlock {
  const { span } = call.node;
  const argument = { span, name: { type: "any", span }, iovec, flags: undefined, control } as const;
  return writeMessage(call, argument, "receive", peerOf(call));
}

/** What a function of the library answers without asking the kernel. */
export function refused(call: CallContext, errno: string): PreparedCall {
  const value = call.constants.require(errno);
  return { nr: undefined, registers: [], result: "exact", returns: () => -value };
}
