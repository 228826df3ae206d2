// SPDX-License-Identifier: GPL-2.0
import { ScriptError } from "../../script-error.js";
import { writeFields } from "../../struct.js";
import { withActual } from "../actual.js";
import { systemCall } from "../call.js";
import { int32, size } from "../params/integer.js";
import { actualPollFds, checkPollFds, pollFds, writePollFds } from "../params/poll-fds.js";

const MS_PER_SECOND = 1000;
const NS_PER_MS = 1_000_000;

/** poll() is ppoll() with a timeout in ms: asm-generic/unistd.h has no other. */
export const poll = systemCall({
  name: "poll",
  parameters: [pollFds("fds"), size("nfds"), int32("timeout")],
  prepare: (call, argument, count, timeoutMs) => {
    if (count !== argument.elements.length)
      throw new ScriptError(
        "bad-argument",
        argument.span,
        `the list has ${argument.elements.length} elements, not ${count}`,
      );
    const layout = call.constants.struct("timespec");
    const timeout = timeoutMs < 0 ? call.environment.heap.null : call.allocate(layout.size);
    if (timeoutMs >= 0)
      writeFields(timeout.view, 0, layout, {
        tv_sec: Math.floor(timeoutMs / MS_PER_SECOND),
        tv_nsec: (timeoutMs % MS_PER_SECOND) * NS_PER_MS,
      });
    const block = writePollFds(call, argument);
    return {
      nr: call.constants.syscall("ppoll"),
      registers: [block.address, count, timeout.address, 0, 0],
      result: "exact",
      after: () => checkPollFds(call, argument, block),
      actual: () => withActual(call, 0, () => actualPollFds(call, argument, block)),
    };
  },
});
