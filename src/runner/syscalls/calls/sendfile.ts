// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { size } from "../params/integer.js";
import { offsetPointer, writeOffset } from "./splice.js";

export const sendfile = systemCall({
  name: "sendfile",
  parameters: [descriptor("out_fd"), descriptor("in_fd"), offsetPointer("offset"), size("count")],
  prepare: (call, output, input, offset, count) => ({
    nr: call.constants.syscall("sendfile"),
    registers: [output.live, input.live, writeOffset(call, offset).address, count],
    result: "exact",
  }),
});
