// SPDX-License-Identifier: GPL-2.0
import { withActual } from "../actual.js";
import { systemCall } from "../call.js";
import { size } from "../params/integer.js";
import { nullPointer } from "../params/null.js";
import { actualPollFds, checkPollCount, checkPollFds, pollFds, writePollFds } from "../params/poll-fds.js";
import { timespec, writeTimeout } from "../params/timeout.js";

export const ppoll = systemCall({
  name: "ppoll",
  parameters: [pollFds("fds"), size("nfds"), timespec("tmo_p"), nullPointer("sigmask")],
  prepare: (call, argument, count, timeout) => {
    checkPollCount(argument, count);
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
