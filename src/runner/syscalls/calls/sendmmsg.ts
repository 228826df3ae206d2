// SPDX-License-Identifier: GPL-2.0
import { withActual } from "../actual.js";
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { int32, size } from "../params/integer.js";
import {
  actualMessages,
  checkLengths,
  checkMessageCount,
  messages,
  writeMessages,
} from "../params/mmsghdr.js";
import { keepIfZerocopy } from "../zerocopy.js";

export const sendmmsg = systemCall({
  name: "sendmmsg",
  parameters: [descriptor("sockfd"), messages("msgvec"), size("vlen"), int32("flags")],
  prepare: (call, fd, argument, count, flags) => {
    checkMessageCount(argument, count);
    const block = writeMessages(call, argument, "send");
    keepIfZerocopy(call, flags);
    return {
      nr: call.constants.syscall("sendmmsg"),
      registers: [fd.live, block.array.address, count, flags],
      result: "exact",
      before: () => {
        if (argument.messages.some(({ header }) => header.name !== undefined))
          call.environment.connections.connect(fd.script);
      },
      after: (ret) => checkLengths(call, argument, block, Math.max(0, ret)),
      actual: () => withActual(call, 1, () => actualMessages(call, argument, block, "send")),
    };
  },
});
