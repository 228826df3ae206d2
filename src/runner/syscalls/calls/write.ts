// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { buffer, sendBuffer } from "../params/buffer.js";
import { descriptor } from "../params/descriptor.js";
import { size } from "../params/integer.js";

export const write = systemCall({
  name: "write",
  parameters: [descriptor("fd"), buffer("buf"), size("count")],
  prepare: (call, fd, argument, count) => ({
    nr: call.constants.syscall("write"),
    registers: [fd.live, sendBuffer(call, argument, count).address, count],
    result: "exact",
  }),
});
