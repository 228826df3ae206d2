// SPDX-License-Identifier: GPL-2.0
import { withActual } from "../actual.js";
import { systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import { actualEpollEvents, checkEpollEvents, epollEvents, writeEpollEvent } from "../params/epoll-event.js";
import { int32 } from "../params/integer.js";

const NO_FLAGS = 0;
/** No flag that epoll_create1() knows. */
const BAD_FLAGS = -1;

/** epoll_create() is epoll_create1(), apart from its refusal of sizes that are not positive. */
export const epollCreate = systemCall({
  name: "epoll_create",
  parameters: [int32("size")],
  prepare: (call, size) => ({
    nr: call.constants.syscall("epoll_create1"),
    registers: [size > 0 ? NO_FLAGS : BAD_FLAGS],
    result: "descriptor",
    after: (ret) => (ret < 0 ? [] : call.opened(ret)),
  }),
});

export const epollCreate1 = systemCall({
  name: "epoll_create1",
  parameters: [int32("flags")],
  prepare: (call, flags) => ({
    nr: call.constants.syscall("epoll_create1"),
    registers: [flags],
    result: "descriptor",
    after: (ret) => (ret < 0 ? [] : call.opened(ret)),
  }),
});

export const epollCtl = systemCall({
  name: "epoll_ctl",
  parameters: [descriptor("epfd"), int32("op"), descriptor("fd"), epollEvents("event")],
  prepare: (call, epoll, operation, fd, events) => ({
    nr: call.constants.syscall("epoll_ctl"),
    registers: [epoll.live, operation, fd.live, writeEpollEvent(call, events).address],
    result: "exact",
  }),
});

export const epollWait = systemCall({
  name: "epoll_wait",
  parameters: [descriptor("epfd"), epollEvents("events"), int32("maxevents"), int32("timeout")],
  prepare: (call, epoll, events, count, timeoutMs) => {
    const block = call.allocate(Math.max(1, count) * call.constants.struct("epoll_event").size);
    return {
      nr: call.constants.syscall("epoll_pwait"),
      registers: [epoll.live, block.address, count, timeoutMs, 0, 0],
      result: "exact",
      after: () => checkEpollEvents(call, events, block),
      actual: () => withActual(call, 1, (node) => actualEpollEvents(call, node, events, block)),
    };
  },
});
