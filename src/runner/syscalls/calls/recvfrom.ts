// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { addressLength, SOCKADDR_STORAGE_BYTES, socketAddress } from "../params/address.js";
import { checkAddress } from "../params/address-check.js";
import { buffer, checkReceived, receiveBuffer } from "../params/buffer.js";
import { descriptor } from "../params/descriptor.js";
import { int32, size } from "../params/integer.js";

const INT_BYTES = 4;

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
    const address = call.allocate(SOCKADDR_STORAGE_BYTES);
    const addressSize = call.allocate(INT_BYTES);
    addressSize.view.setUint32(0, SOCKADDR_STORAGE_BYTES, true);
    return {
      nr: call.constants.syscall("recvfrom"),
      registers: [fd.live, block.address, length, flags, address.address, addressSize.address],
      result: "exact",
      after: (ret) => [
        ...checkReceived(argument, block.bytes.subarray(0, Math.max(0, ret))),
        ...(ret < 0 ? [] : checkAddress(source, address, call)),
      ],
    };
  },
});
