// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { int32 } from "../params/integer.js";

export const shutdown = systemCall({
  name: "shutdown",
  parameters: [descriptor("sockfd"), int32("how")],
  prepare: (call, fd, how) => ({
    nr: call.constants.syscall("shutdown"),
    registers: [fd.live, how],
    result: "exact",
  }),
});
