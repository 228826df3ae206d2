// SPDX-License-Identifier: GPL-2.0
import type { Descriptor } from "../../descriptors.js";
import { type CallContext, type PreparedCall, systemCall } from "../call.js";
import { type AddressArgument, addressLength, addressRoom, socketAddress } from "../params/address.js";
import { checkAddress } from "../params/address-check.js";
import { descriptor } from "../params/descriptor.js";

export const getsockname = systemCall({
  name: "getsockname",
  parameters: [descriptor("sockfd"), socketAddress("addr"), addressLength("addrlen")],
  prepare: (call, fd, address) => prepareName(call, "getsockname", fd, address),
});

export const getpeername = systemCall({
  name: "getpeername",
  parameters: [descriptor("sockfd"), socketAddress("addr"), addressLength("addrlen")],
  prepare: (call, fd, address) => prepareName(call, "getpeername", fd, address),
});

function prepareName(
  call: CallContext,
  name: string,
  fd: Descriptor,
  expected: AddressArgument,
): PreparedCall {
  const { address, length } = addressRoom(call);
  return {
    nr: call.constants.syscall(name),
    registers: [fd.live, address.address, length.address],
    result: "exact",
    after: (ret) => (ret < 0 ? [] : checkAddress(expected, address, call)),
  };
}
