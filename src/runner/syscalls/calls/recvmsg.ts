// SPDX-License-Identifier: GPL-2.0

import { withActual } from "../actual.js";
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { int32 } from "../params/integer.js";
import { actualMessage, checkMessage, message, writeMessage } from "../params/msghdr.js";

export const recvmsg = systemCall({
  name: "recvmsg",
  parameters: [descriptor("sockfd"), message("msg"), int32("flags")],
  prepare: (call, fd, argument, flags) => {
    const { connect: address, connectPort: port } = call.environment.addresses;
    const block = writeMessage(call, argument, "receive", { address, port });
    return {
      nr: call.constants.syscall("recvmsg"),
      registers: [fd.live, block.header.address, flags],
      result: "exact",
      after: (ret) => (ret < 0 ? [] : checkMessage(call, argument, block, ret)),
      actual: (ret) =>
        withActual(call, 1, (node) => actualMessage(call, node, argument, block, Math.max(0, ret))),
    };
  },
});
