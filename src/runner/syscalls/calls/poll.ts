// SPDX-License-Identifier: GPL-2.0
import { withActual } from "../actual.js";
import { type CallContext, type PreparedCall, systemCall } from "../call.js";
import { int32, size } from "../params/integer.js";
import { nullPointer } from "../params/null.js";
import {
  actualPollFds,
  checkPollCount,
  checkPollFds,
  type PollFdsArgument,
  pollFds,
  writePollFds,
} from "../params/poll-fds.js";
import { type Timeout, timespec, writeTimeout } from "../params/timeout.js";

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;

/** poll() is ppoll() with a timeout in ms: asm-generic/unistd.h has no other. */
export const poll = systemCall({
  name: "poll",
  parameters: [pollFds("fds"), size("nfds"), int32("timeout")],
  prepare: (call, fds, count, timeoutMs) =>
    preparePoll(call, fds, count, timeoutMs < 0 ? undefined : milliseconds(timeoutMs)),
});

export const ppoll = systemCall({
  name: "ppoll",
  parameters: [pollFds("fds"), size("nfds"), timespec("tmo_p"), nullPointer("sigmask")],
  prepare: (call, fds, count, timeout) => preparePoll(call, fds, count, timeout),
});

/** Without a timeout it waits for as long as it takes. */
function preparePoll(
  call: CallContext,
  fds: PollFdsArgument,
  count: number,
  timeout: Timeout | undefined,
): PreparedCall {
  checkPollCount(fds, count);
  const block = writePollFds(call, fds);
  return {
    nr: call.constants.syscall("ppoll"),
    registers: [block.address, count, writeTimeout(call, timeout), 0, 0],
    result: "exact",
    after: () => checkPollFds(call, fds, block),
    actual: () => withActual(call, 0, () => actualPollFds(call, fds, block)),
  };
}

function milliseconds(ms: number): Timeout {
  const ns = BigInt(ms) * NS_PER_MS;
  return { seconds: ns / NS_PER_SECOND, nanoseconds: ns % NS_PER_SECOND };
}
