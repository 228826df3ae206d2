// SPDX-License-Identifier: GPL-2.0
import type { Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../constants.js";
import type { Heap } from "../memory.js";

/** struct sigaction: a handler, flags and a mask, include/linux/signal_types.h. */
const SIGACTION_BYTES = 32;
const SIGSET_BYTES = 8;
/** SIG_IGN, include/uapi/asm-generic/signal-defs.h: a pointer, so not among the constants. */
const IGNORE = 1n;

/** Lets the script's process ignore SIGPIPE, as packetdrill does: writing then fails with EPIPE. */
export function ignoreBrokenPipes(kernel: Kernel, constants: Constants, heap: Heap): void {
  const action = heap.allocate(SIGACTION_BYTES);
  action.view.setBigUint64(0, IGNORE, true);
  const nr = constants.syscall("rt_sigaction");
  const ret = kernel.syscall(
    kernel.mainTask,
    nr,
    constants.require("SIGPIPE"),
    action.address,
    0,
    SIGSET_BYTES,
  );
  heap.release(action);
  if (ret !== 0) throw new Error(`rt_sigaction(SIGPIPE) returned ${ret}`);
}
