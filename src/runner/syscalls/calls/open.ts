// SPDX-License-Identifier: GPL-2.0
import { type Parameter, systemCall } from "../call.js";
import { evaluateBytes } from "../evaluate.js";
import { int32, optional } from "../params/integer.js";

const path: Parameter<Uint8Array> = { name: "pathname", parse: evaluateBytes };

/**
 * A file of the instance, such as /proc/net/tcp, or one that a command of the script made on the
 * host. open() is openat() from the working directory: asm-generic/unistd.h has no other.
 */
export const open = systemCall({
  name: "open",
  parameters: [path, int32("flags"), optional(int32("mode"))],
  prepare: (call, name, flags, mode) => {
    const text = Buffer.from(name).toString("utf8");
    const file = call.environment.findFile(text);
    const bytes = file === text ? name : Buffer.from(file);
    const block = call.allocate(bytes.length + 1);
    block.bytes.set(bytes);
    return {
      nr: call.constants.syscall("openat"),
      registers: [call.constants.require("AT_FDCWD"), block.address, flags, mode ?? 0],
      result: "descriptor",
      before: () => call.environment.importFile(file),
      effect: (ret) => (ret < 0 ? [] : call.opened(ret)),
    };
  },
});
