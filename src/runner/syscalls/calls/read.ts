// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { buffer, checkReceived, receiveBuffer } from "../params/buffer.js";
import { descriptor } from "../params/descriptor.js";
import { size } from "../params/integer.js";

export const read = systemCall({
  name: "read",
  parameters: [descriptor("fd"), buffer("buf"), size("count")],
  prepare: (call, fd, argument, count) => {
    const block = receiveBuffer(call, argument, count);
    return {
      nr: call.constants.syscall("read"),
      registers: [fd.live, block.address, count],
      result: "exact",
      after: (ret) => checkReceived(argument, block.bytes.subarray(0, Math.max(0, ret)), call),
    };
  },
});
