// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { int32 } from "../params/integer.js";

export const listen = systemCall({
  name: "listen",
  parameters: [descriptor("sockfd"), int32("backlog")],
  prepare: (call, fd, backlog) => ({
    nr: call.constants.syscall("listen"),
    registers: [fd.live, backlog],
    result: "exact",
    effect: (ret) => {
      if (ret >= 0) call.environment.connections.listen(fd.script);
      return [];
    },
  }),
});
