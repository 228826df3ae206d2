// SPDX-License-Identifier: GPL-2.0
import { IPV4_BYTES, type IpAddress } from "../../../inject/wire/address.js";
import type { Descriptor } from "../../descriptors.js";
import type { Block } from "../../memory.js";
import { type CallContext, type CallProblem, type PreparedCall, systemCall } from "../call.js";
import {
  addressLength,
  addressRoom,
  readAddress,
  type SocketAddress,
  socketAddress,
  unmapped,
} from "../params/address.js";
import { descriptor } from "../params/descriptor.js";
import { int32 } from "../params/integer.js";

/** 127.0.0.0/8 */
const LOOPBACK_NET = 127;

export const accept = systemCall({
  name: "accept",
  parameters: [descriptor("sockfd"), socketAddress("addr"), addressLength("addrlen")],
  prepare: (call, fd) => prepareAccept(call, fd, "accept", []),
});

export const accept4 = systemCall({
  name: "accept4",
  parameters: [descriptor("sockfd"), socketAddress("addr"), addressLength("addrlen"), int32("flags")],
  prepare: (call, fd, _address, _length, flags) => prepareAccept(call, fd, "accept4", [flags]),
});

function prepareAccept(
  call: CallContext,
  fd: Descriptor,
  name: string,
  more: readonly number[],
): PreparedCall {
  const { address, length } = addressRoom(call);
  return {
    nr: call.constants.syscall(name),
    registers: [fd.live, address.address, length.address, ...more],
    result: "descriptor",
    effect: (ret) => (ret < 0 ? [] : accepted(call, fd, ret, address)),
  };
}

/** The address of the peer tells which of the script's connections was accepted. */
function accepted(
  call: CallContext,
  listener: Descriptor,
  live: number,
  address: Block,
): readonly CallProblem[] {
  const { connections, descriptors } = call.environment;
  const script = call.expected;
  if (script === undefined || script < 0) return call.opened(live);
  const { socket } = listener;
  const problem = descriptors.addAccepted({ script, live, ...(socket === undefined ? {} : { socket }) });
  if (problem !== undefined) return [{ message: problem }];
  const peer = readAddress(address, call.constants);
  if (peer === undefined || isOwn(unmapped(peer), connections.addresses.local)) return [];
  if (connections.accept(script, unmapped(peer)) !== undefined) return [];
  return [{ message: "the connection that was accepted is none that the script has opened" }];
}

/** Whether the peer is another socket of the script: its packets take the loopback device. */
function isOwn({ address }: SocketAddress, local: IpAddress): boolean {
  const isLoopback =
    address.length === IPV4_BYTES
      ? address[0] === LOOPBACK_NET
      : address.every((byte, index) => byte === (index === address.length - 1 ? 1 : 0));
  return isLoopback || Buffer.compare(address, local) === 0;
}
