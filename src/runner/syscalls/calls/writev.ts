// SPDX-License-Identifier: GPL-2.0
import { ScriptError } from "../../script-error.js";
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { size } from "../params/integer.js";
import { iovec, writeIovec } from "../params/iovec.js";

export const writev = systemCall({
  name: "writev",
  parameters: [descriptor("fd"), iovec("iov"), size("iovcnt")],
  prepare: (call, fd, argument, count) => {
    if (count !== argument.elements.length)
      throw new ScriptError(
        "bad-argument",
        argument.span,
        `the list has ${argument.elements.length} elements, not ${count}`,
      );
    return {
      nr: call.constants.syscall("writev"),
      registers: [fd.live, writeIovec(call, argument, "send").array.address, count],
      result: "exact",
    };
  },
});
