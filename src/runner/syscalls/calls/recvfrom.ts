// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { addressLength, addressRoom, socketAddress } from "../params/address.js";
import { checkAddress } from "../params/address-check.js";
import { buffer, checkReceived, receiveBuffer } from "../params/buffer.js";
import { descriptor } from "../params/descriptor.js";
import { int32, size } from "../params/integer.js";

export const recvfrom = systemCall({
  name: "recvfrom",
  parameters: [
    descriptor("sockfd"),
    buffer("buf"),
    size("len"),
    int32("flags"),
    socketAddress("src_addr"),
    addressLength("addrlen"),
  ],
  prepare: (call, fd, argument, length, flags, source) => {
    const block = receiveBuffer(call, argument, length);
    const { address, length: addressSize } = addressRoom(call);
    return {
      nr: call.constants.syscall("recvfrom"),
      registers: [fd.live, block.address, length, flags, address.address, addressSize.address],
      result: "exact",
      after: (ret) => [
        ...checkReceived(argument, block.bytes.subarray(0, Math.max(0, ret)), call),
        ...(ret < 0 ? [] : checkAddress(source, address, call)),
      ],
    };
  },
});
