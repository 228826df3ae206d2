// SPDX-License-Identifier: GPL-2.0
import { type Parameter, systemCall } from "../call.js";
import { evaluateBytes } from "../evaluate.js";
import { int32, optional } from "../params/integer.js";

const path: Parameter<Uint8Array> = { name: "pathname", parse: evaluateBytes };

/** A file of the instance, such as /proc/net/tcp; open() is openat() from the working directory. */
export const open = systemCall({
  name: "open",
  parameters: [path, int32("flags"), optional(int32("mode"))],
  prepare: (call, name, flags, mode) => {
    const block = call.allocate(name.length + 1);
    block.bytes.set(name);
    return {
      nr: call.constants.syscall("openat"),
      registers: [call.constants.require("AT_FDCWD"), block.address, flags, mode ?? 0],
      result: "descriptor",
      after: (ret) => (ret < 0 ? [] : call.opened(ret)),
    };
  },
});
