// SPDX-License-Identifier: GPL-2.0
import type { Descriptor } from "../../descriptors.js";
import { type CallContext, type PreparedCall, systemCall } from "../call.js";
import {
  type AddressArgument,
  addressLength,
  SOCKADDR_STORAGE_BYTES,
  socketAddress,
} from "../params/address.js";
import { checkAddress } from "../params/address-check.js";
import { descriptor } from "../params/descriptor.js";

const INT_BYTES = 4;

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
  const address = call.allocate(SOCKADDR_STORAGE_BYTES);
  const length = call.allocate(INT_BYTES);
  length.view.setUint32(0, SOCKADDR_STORAGE_BYTES, true);
  return {
    nr: call.constants.syscall(name),
    registers: [fd.live, address.address, length.address],
    result: "exact",
    after: (ret) => (ret < 0 ? [] : checkAddress(expected, address, call)),
  };
}
