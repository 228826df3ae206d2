// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../../../dsl/ast.js";
import { type CallContext, type Parameter, type PreparedCall, systemCall } from "../call.js";
import { evaluateInt32 } from "../evaluate.js";
import { actualFdSet, checkFdSet, type FdSetArgument, fdSet, writeFdSet } from "../params/fd-set.js";
import { nullPointer } from "../params/null.js";
import { type Timeout, timespec, timeval, writeTimeout } from "../params/timeout.js";

type Sets = readonly [FdSetArgument | undefined, FdSetArgument | undefined, FdSetArgument | undefined];

/** `...`: one more than the highest descriptor of the sets. */
const count: Parameter<number | undefined> = {
  name: "nfds",
  parse: (expression, call) =>
    expression.type === "ellipsis" ? undefined : evaluateInt32(expression, call.constants),
};

/** select() is pselect6() with a struct timeval: asm-generic/unistd.h has no other. */
export const select = systemCall({
  name: "select",
  parameters: [count, fdSet("readfds"), fdSet("writefds"), fdSet("exceptfds"), timeval("timeout")],
  prepare: (call, nfds, read, write, except, timeout) =>
    prepareSelect(call, nfds, [read, write, except], timeout),
});

/** pselect() is pselect6(). */
export const pselect = systemCall({
  name: "pselect",
  parameters: [
    count,
    fdSet("readfds"),
    fdSet("writefds"),
    fdSet("exceptfds"),
    timespec("timeout"),
    nullPointer("sigmask"),
  ],
  prepare: (call, nfds, read, write, except, timeout) =>
    prepareSelect(call, nfds, [read, write, except], timeout),
});

function prepareSelect(
  call: CallContext,
  nfds: number | undefined,
  sets: Sets,
  timeout: Timeout | undefined,
): PreparedCall {
  const [read, write, except] = [
    writeFdSet(call, sets[0]),
    writeFdSet(call, sets[1]),
    writeFdSet(call, sets[2]),
  ];
  const blocks = [read, write, except];
  return {
    nr: call.constants.syscall("pselect6"),
    registers: [
      liveCount(nfds, sets),
      read.address,
      write.address,
      except.address,
      writeTimeout(call, timeout),
      0,
    ],
    result: "exact",
    after: (ret) => (ret < 0 ? [] : blocks.flatMap((block, index) => checkFdSet(sets[index], block))),
    actual: () =>
      call.node.args.map((written, index): Expression => {
        const [set, block] = [sets[index - 1], blocks[index - 1]];
        return set === undefined || block === undefined ? written : actualFdSet(set, block);
      }),
  };
}

/** The script counts its own descriptors, the kernel its: of those that count, the highest decides. */
function liveCount(nfds: number | undefined, sets: Sets): number {
  if (nfds !== undefined && nfds < 0) return nfds;
  const fds = sets
    .flatMap((set) => set?.fds ?? [])
    .filter(({ script }) => nfds === undefined || script < nfds);
  return Math.max(0, ...fds.map(({ live }) => live + 1));
}
