// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";

export const close = systemCall({
  name: "close",
  parameters: [descriptor("fd")],
  prepare: (call, fd) => ({
    nr: call.constants.syscall("close"),
    registers: [fd.live],
    result: "exact",
    effect: (ret) => {
      if (ret < 0) return [];
      call.environment.descriptors.remove(fd);
      call.environment.connections.close(fd.script);
      return [];
    },
  }),
});
