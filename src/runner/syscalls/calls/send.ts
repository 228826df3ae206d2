// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { buffer, sendBuffer } from "../params/buffer.js";
import { descriptor } from "../params/descriptor.js";
import { int32, size } from "../params/integer.js";
import { keepIfZerocopy } from "../zerocopy.js";

/** send() is sendto() without an address: there is no such system call. */
export const send = systemCall({
  name: "send",
  parameters: [descriptor("sockfd"), buffer("buf"), size("len"), int32("flags")],
  prepare: (call, fd, argument, length, flags) => {
    keepIfZerocopy(call, flags);
    return {
      nr: call.constants.syscall("sendto"),
      registers: [fd.live, sendBuffer(call, argument, length).address, length, flags, 0, 0],
      result: "exact",
    };
  },
});
