// SPDX-License-Identifier: GPL-2.0
import { withActual } from "../actual.js";
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { int32, size } from "../params/integer.js";
import {
  actualMessages,
  checkLengths,
  checkMessageCount,
  checkMessages,
  messages,
  writeMessages,
} from "../params/mmsghdr.js";
import { timespec, writeTimeout } from "../params/timeout.js";

/** The timeout is looked at between datagrams only: recvmmsg(2) calls that a bug. */
export const recvmmsg = systemCall({
  name: "recvmmsg",
  parameters: [descriptor("sockfd"), messages("msgvec"), size("vlen"), int32("flags"), timespec("timeout")],
  prepare: (call, fd, argument, count, flags, timeout) => {
    checkMessageCount(argument, count);
    const block = writeMessages(call, argument, "receive");
    return {
      nr: call.constants.syscall("recvmmsg"),
      registers: [fd.live, block.array.address, count, flags, writeTimeout(call, timeout)],
      result: "exact",
      after: (ret) => [
        ...checkLengths(call, argument, block, Math.max(0, ret)),
        ...checkMessages(call, argument, block, Math.max(0, ret)),
      ],
      actual: () => withActual(call, 1, () => actualMessages(call, argument, block, "receive")),
    };
  },
});
