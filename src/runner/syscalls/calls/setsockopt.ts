// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { noteMd5Key } from "../md5-key.js";
import { descriptor } from "../params/descriptor.js";
import { int32 } from "../params/integer.js";
import { optionBytes, optionValue } from "../params/option-value.js";
import { noteSctpKey } from "../sctp-key.js";

export const setsockopt = systemCall({
  name: "setsockopt",
  parameters: [
    descriptor("sockfd"),
    int32("level"),
    int32("optname"),
    optionValue("optval"),
    int32("optlen"),
  ],
  prepare: (call, fd, level, name, argument, length) => {
    const bytes = optionBytes(argument);
    const value =
      argument.type === "null"
        ? call.environment.heap.null
        : call.allocate(Math.max(bytes.length, length, 1));
    value.bytes.set(bytes);
    return {
      nr: call.constants.syscall("setsockopt"),
      registers: [fd.live, level, name, value.address, length],
      result: "exact",
      effect: (ret) => {
        if (ret < 0) return [];
        noteMd5Key(call, fd, [level, name], value.bytes);
        noteSctpKey(call, fd, [level, name], value.bytes);
        return [];
      },
    };
  },
});
