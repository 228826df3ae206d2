// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { buffer, checkReceived, receiveBuffer } from "../params/buffer.js";
import { descriptor } from "../params/descriptor.js";
import { int32, size } from "../params/integer.js";

/** recv() is recvfrom() without an address: there is no such system call. */
export const recv = systemCall({
  name: "recv",
  parameters: [descriptor("sockfd"), buffer("buf"), size("len"), int32("flags")],
  prepare: (call, fd, argument, length, flags) => {
    const block = receiveBuffer(call, argument, length);
    return {
      nr: call.constants.syscall("recvfrom"),
      registers: [fd.live, block.address, length, flags, 0, 0],
      result: "exact",
      after: (ret) => checkReceived(argument, block.bytes.subarray(0, Math.max(0, ret)), call),
    };
  },
});
