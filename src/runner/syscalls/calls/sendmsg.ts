// SPDX-License-Identifier: GPL-2.0
import { ScriptError } from "../../script-error.js";
import { systemCall } from "../call.js";
import { peerOf } from "../params/address.js";
import { descriptor } from "../params/descriptor.js";
import { int32 } from "../params/integer.js";
import { message, writeMessage } from "../params/msghdr.js";
import { keepIfZerocopy } from "../zerocopy.js";

export const sendmsg = systemCall({
  name: "sendmsg",
  parameters: [descriptor("sockfd"), message("msg"), int32("flags")],
  prepare: (call, fd, argument, flags) => {
    if ((argument.flags?.value ?? 0) !== 0)
      throw new ScriptError(
        "bad-argument",
        argument.flags?.span ?? argument.span,
        "sendmsg() ignores msg_flags",
      );
    const { header } = writeMessage(call, argument, "send", peerOf(call));
    keepIfZerocopy(call, flags);
    return {
      nr: call.constants.syscall("sendmsg"),
      registers: [fd.live, header.address, flags],
      result: "exact",
      before: () => {
        if (argument.name !== undefined) call.environment.connections.connect(fd.script);
      },
    };
  },
});
