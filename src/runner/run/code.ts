// SPDX-License-Identifier: GPL-2.0
import type { Code, Span } from "../../dsl/ast.js";
import {
  type CodeOutcome,
  codeVariables,
  type GetSocketOption,
  type SocketUnderTest,
} from "../code/index.js";
import { ownFiles } from "../setup/own-files.js";
import type { Scheduled } from "../timing/schedule.js";
import { waitFor } from "./clock.js";
import { diagnose } from "./diagnose.js";
import { Mismatch } from "./problems.js";
import type { RunState } from "./state.js";

const DELIMITER_LENGTH = 2;
const OPTION_BYTES = 512;
const INT_BYTES = 4;

/** Samples the socket under test and runs a `%{ }%` block. */
export function runCode(state: RunState, code: Code, { due }: Scheduled): void {
  waitFor(state, due, "code block");
  const variables = codeVariables(state.codeSources, socketUnderTest(state), state.constants);
  const shown = new Map([...variables].map(([name, value]) => [name, String(value)]));
  state.trace.record(state.kernel.now(), { type: "tcp-info", variables: shown });
  judge(state, state.code.run(code.text, code.span.line, variables), code);
}

/** Runs blocks that were put aside, at the end of the script. */
export function finishCode(state: RunState): void {
  if (!state.code.isWaiting) return;
  ownFiles.settle();
  judge(state, state.code.finish(), undefined);
}

function judge(state: RunState, outcome: CodeOutcome, code: Code | undefined): void {
  if (outcome.output !== "") state.trace.record(state.kernel.now(), { type: "print", text: outcome.output });
  if (outcome.type === "passed") return;
  const values = [...outcome.values].map(([name, value]) => ({ message: `${name} is ${value}` }));
  const place = placeOf(state, outcome, code);
  throw new Mismatch("run/code", place, outcome.message, values, undefined, code?.span);
}

/** The span of the failed part; of the whole block, or of its line, if no more is known. */
function placeOf(
  state: RunState,
  outcome: CodeOutcome & { readonly type: "failed" },
  code: Code | undefined,
): Span {
  if (code !== undefined && outcome.range !== undefined) return within(code, outcome.range);
  const { line } = outcome;
  const event = state.script.events.findLast(
    ({ action }) => action.type === "code" && (line === undefined || action.span.line <= line),
  );
  const span = code?.span ?? event?.action.span ?? state.span;
  return line === undefined || line === span.line ? span : { ...span, line, column: 1, end: span.start };
}

function within({ span, text }: Code, range: { readonly start: number; readonly end: number }): Span {
  const before = text.slice(0, range.start);
  const lines = before.split("\n");
  const lastLine = lines.at(-1) ?? "";
  const base = span.start + DELIMITER_LENGTH;
  return {
    start: base + range.start,
    end: base + range.end,
    line: span.line + lines.length - 1,
    column: lines.length === 1 ? span.column + DELIMITER_LENGTH + range.start : lastLine.length + 1,
  };
}

/** Asks the socket under test about itself; nothing is known where it is not open. */
function socketUnderTest(state: RunState): SocketUnderTest {
  const { kernel, constants, environment, connections, config } = state;
  const fd = connections.fdUnderTest;
  const live = fd === undefined ? undefined : environment.descriptors.byScript(fd)?.live;
  const ask: GetSocketOption = (level, name, request) => {
    const [number, optname] = [constants.get(level), constants.get(name)];
    if (live === undefined || number === undefined || optname === undefined) return undefined;
    return option(state, live, number, optname, request);
  };
  return {
    option: ask,
    diagnosis: (protocol) => {
      const cookie = ask("SOL_SOCKET", "SO_COOKIE");
      if (cookie === undefined) return undefined;
      const family = config.variant.socket === "ipv6" ? "AF_INET6" : "AF_INET";
      return diagnose(kernel, constants, environment.heap, { family, protocol, cookie });
    },
  };
}

function option(
  { kernel, constants, environment }: RunState,
  fd: number,
  level: number,
  name: number,
  request: Uint8Array = new Uint8Array(),
): Uint8Array | undefined {
  const { heap } = environment;
  const value = heap.allocate(OPTION_BYTES);
  const length = heap.allocate(INT_BYTES);
  value.bytes.set(request);
  length.view.setUint32(0, OPTION_BYTES, true);
  const nr = constants.syscall("getsockopt");
  const ret = kernel.syscall(kernel.mainTask, nr, fd, level, name, value.address, length.address);
  const bytes = ret === 0 ? value.bytes.slice(0, length.view.getUint32(0, true)) : undefined;
  heap.release(value);
  heap.release(length);
  return bytes;
}
