// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { int32, optional } from "../params/integer.js";

export const fcntl = systemCall({
  name: "fcntl",
  parameters: [descriptor("fd"), int32("cmd"), optional(int32("arg"))],
  prepare: (call, fd, command, argument) => ({
    nr: call.constants.syscall("fcntl"),
    registers: [fd.live, command, argument ?? 0],
    result: "exact",
  }),
});
