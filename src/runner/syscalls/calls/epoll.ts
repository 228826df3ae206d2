// SPDX-License-Identifier: GPL-2.0
import type { Descriptor } from "../../descriptors.js";
import { withActual } from "../actual.js";
import { type CallContext, type PreparedCall, systemCall } from "../call.js";
import { descriptor } from "../params/descriptor.js";
import {
  actualEpollEvents,
  checkEpollEvents,
  type EpollEvent,
  epollEvents,
  writeEpollEvent,
} from "../params/epoll-event.js";
import { int32 } from "../params/integer.js";
import { nullPointer } from "../params/null.js";
import { timespec, writeTimeout } from "../params/timeout.js";

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
    effect: (ret) => (ret < 0 ? [] : call.opened(ret)),
  }),
});

export const epollCreate1 = systemCall({
  name: "epoll_create1",
  parameters: [int32("flags")],
  prepare: (call, flags) => ({
    nr: call.constants.syscall("epoll_create1"),
    registers: [flags],
    result: "descriptor",
    effect: (ret) => (ret < 0 ? [] : call.opened(ret)),
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
  prepare: (call, epoll, events, count, timeoutMs) =>
    prepareWait(call, "epoll_pwait", epoll, events, count, timeoutMs),
});

/** The signal mask is the only difference, and scripts have none. */
export const epollPwait = systemCall({
  name: "epoll_pwait",
  parameters: [
    descriptor("epfd"),
    epollEvents("events"),
    int32("maxevents"),
    int32("timeout"),
    nullPointer("sigmask"),
  ],
  prepare: (call, epoll, events, count, timeoutMs) =>
    prepareWait(call, "epoll_pwait", epoll, events, count, timeoutMs),
});

/** With a struct timespec, so that it may wait for less than a millisecond. */
export const epollPwait2 = systemCall({
  name: "epoll_pwait2",
  parameters: [
    descriptor("epfd"),
    epollEvents("events"),
    int32("maxevents"),
    timespec("timeout"),
    nullPointer("sigmask"),
  ],
  prepare: (call, epoll, events, count, timeout) =>
    prepareWait(call, "epoll_pwait2", epoll, events, count, writeTimeout(call, timeout)),
});

function prepareWait(
  call: CallContext,
  name: string,
  epoll: Descriptor,
  events: readonly EpollEvent[],
  count: number,
  timeout: number,
): PreparedCall {
  const block = call.allocate(Math.max(1, count) * call.constants.struct("epoll_event").size);
  return {
    nr: call.constants.syscall(name),
    registers: [epoll.live, block.address, count, timeout, 0, 0],
    result: "exact",
    after: () => checkEpollEvents(call, events, block),
    actual: () => withActual(call, 1, (node) => actualEpollEvents(call, node, events, block)),
  };
}
