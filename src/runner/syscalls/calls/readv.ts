// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { size } from "../params/integer.js";
import { checkCount, checkIovec, iovec, writeIovec } from "../params/iovec.js";

export const readv = systemCall({
  name: "readv",
  parameters: [descriptor("fd"), iovec("iov"), size("iovcnt")],
  prepare: (call, fd, argument, count) => {
    checkCount(argument, count);
    const { array, buffers } = writeIovec(call, argument, "receive");
    return {
      nr: call.constants.syscall("readv"),
      registers: [fd.live, array.address, count],
      result: "exact",
      after: (ret) => checkIovec(argument, buffers, Math.max(0, ret), call),
    };
  },
});
