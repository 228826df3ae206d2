// SPDX-License-Identifier: GPL-2.0
import { withActual } from "../actual.js";
import { systemCall } from "../call.js";
import { int32, size } from "../params/integer.js";
import { actualPollFds, checkPollCount, checkPollFds, pollFds, writePollFds } from "../params/poll-fds.js";
import { type Timeout, writeTimeout } from "../params/timeout.js";

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;

/** poll() is ppoll() with a timeout in ms: asm-generic/unistd.h has no other. */
export const poll = systemCall({
  name: "poll",
  parameters: [pollFds("fds"), size("nfds"), int32("timeout")],
  prepare: (call, argument, count, timeoutMs) => {
    checkPollCount(argument, count);
    const timeout = timeoutMs < 0 ? undefined : milliseconds(timeoutMs);
    const block = writePollFds(call, argument);
    return {
      nr: call.constants.syscall("ppoll"),
      registers: [block.address, count, writeTimeout(call, timeout), 0, 0],
      result: "exact",
      after: () => checkPollFds(call, argument, block),
      actual: () => withActual(call, 0, () => actualPollFds(call, argument, block)),
    };
  },
});

function milliseconds(ms: number): Timeout {
  const ns = BigInt(ms) * NS_PER_MS;
  return { seconds: ns / NS_PER_SECOND, nanoseconds: ns % NS_PER_SECOND };
}
