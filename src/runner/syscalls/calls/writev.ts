// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { size } from "../params/integer.js";
import { checkCount, iovec, writeIovec } from "../params/iovec.js";

export const writev = systemCall({
  name: "writev",
  parameters: [descriptor("fd"), iovec("iov"), size("iovcnt")],
  prepare: (call, fd, argument, count) => {
    checkCount(argument, count);
    return {
      nr: call.constants.syscall("writev"),
      registers: [fd.live, writeIovec(call, argument, "send").array.address, count],
      result: "exact",
    };
  },
});
