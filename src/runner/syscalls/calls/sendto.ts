// SPDX-License-Identifier: GPL-2.0
import type { Descriptor } from "../../descriptors.js";
import { type CallContext, systemCall } from "../call.js";
import { addressLength, socketAddress, writeAddress, writtenPort } from "../params/address.js";
import { buffer, sendBuffer } from "../params/buffer.js";
import { descriptor } from "../params/descriptor.js";
import { int32, size } from "../params/integer.js";
import { keepIfZerocopy } from "../zerocopy.js";

export const sendto = systemCall({
  name: "sendto",
  parameters: [
    descriptor("sockfd"),
    buffer("buf"),
    size("len"),
    int32("flags"),
    socketAddress("dest_addr"),
    addressLength("addrlen"),
  ],
  prepare: (call, fd, argument, length, flags, destination, givenLength) => {
    const { connect: address, connectPort: port } = call.environment.addresses;
    const block = sendBuffer(call, argument, length);
    const echo = echoRequestType(call, fd);
    if (echo !== undefined && argument.type === "any") block.bytes.set([echo].slice(0, length));
    const to = writeAddress(call, destination, { address, port });
    keepIfZerocopy(call, flags);
    return {
      nr: call.constants.syscall("sendto"),
      registers: [fd.live, block.address, length, flags, to.block.address, givenLength ?? to.length],
      result: "exact",
      before: () => {
        if (destination.type !== "null")
          call.environment.connections.connect(fd.script, writtenPort(destination));
      },
    };
  },
});

/** A ping socket takes nothing but echo requests: the type that its data must start with. */
function echoRequestType({ constants }: CallContext, { socket }: Descriptor): number | undefined {
  const typeMask = 0xf;
  if (socket === undefined || (socket.type & typeMask) !== constants.require("SOCK_DGRAM")) return undefined;
  if (socket.protocol === constants.require("IPPROTO_ICMP")) return constants.require("ICMP_ECHO");
  if (socket.protocol === constants.require("IPPROTO_ICMPV6"))
    return constants.require("ICMPV6_ECHO_REQUEST");
  return undefined;
}
