// SPDX-License-Identifier: GPL-2.0
import { bind, check, hasErrors, parse, parseDefine, render } from "../../../src/dsl/index.js";
import { resolveConfig } from "../../../src/runner/config/config.js";
import { VARIANTS, type VariantName } from "../../../src/runner/config/variant.js";
import { describeTrace } from "../../../src/runner/report/describe-trace.js";
import type { RunOutcome } from "../../../src/runner/run/outcome.js";
import { runScript } from "../../../src/runner/run/run-script.js";
import type { Limits } from "../../../src/runner/run/state.js";
import { KnownCommands } from "../../../src/runner/setup/known-commands.js";
import { Prologues } from "../../../src/runner/setup/prologue.js";
import { testConstants } from "./constants.js";
import { FakeKernel, type MadeCall } from "./fake-kernel.js";

export const FILE = "/scripts/test.pkt";

/** NLMSG_ERROR with errno 0, in the machine's order: the acknowledgment of a netlink request. */
const ACKNOWLEDGMENT = [36, 0, 0, 0, 2];

/** A fake kernel whose network can be set up, and that hands out file descriptors from 100 on. */
export function fakeKernel(
  onCall?: (name: string, call: MadeCall, kernel: FakeKernel) => number | undefined,
): FakeKernel {
  const kernel = new FakeKernel();
  const constants = testConstants();
  const names = new Map(
    [...constants.withPrefix("__NR_")].map(([name, nr]) => [nr, name.slice("__NR_".length)]),
  );
  let nextFd = 100;
  kernel.onCall = (call) => {
    const name = names.get(call.nr) ?? "?";
    const isNetlink = name === "socket" && call.args[0] === constants.get("AF_NETLINK");
    if (name === "recvfrom" && call.args[0] === 3) {
      kernel.user.bytes.set(ACKNOWLEDGMENT, Number(call.args[1]) - kernel.user.address);
      return ACKNOWLEDGMENT.length;
    }
    if (isNetlink || (name === "openat" && pathAt(kernel, call.args[1]).startsWith("/proc/sys/"))) return 3;
    if (call.args[0] === 3 || name === "rt_sigaction") return 0;
    if (onCall === undefined) return name === "socket" ? nextFd++ : 0;
    const ret = onCall(name, call, kernel);
    return name === "socket" && ret === 0 ? nextFd++ : ret;
  };
  return kernel;
}

function pathAt(kernel: FakeKernel, address: number | undefined): string {
  const start = Number(address) - kernel.user.address;
  const { bytes } = kernel.user;
  return Buffer.from(bytes.subarray(start, bytes.indexOf(0, start))).toString("utf8");
}

export interface FakeRun extends RunOutcome {
  /** The first problem as people see it. */
  readonly report: string;
  readonly log: readonly string[];
}

export interface FakeRunOptions {
  readonly variant?: VariantName;
  readonly limits?: Partial<Limits>;
  readonly prologues?: Prologues;
  readonly options?: Readonly<Record<string, string>>;
  /** The script's path. */
  readonly file?: string;
}

/** Runs the text of a script on a fake kernel. */
export function runFake(text: string, kernel: FakeKernel, options: FakeRunOptions = {}): FakeRun {
  const variant = VARIANTS.find(({ name }) => name === (options.variant ?? "ipv4"));
  if (variant === undefined) throw new RangeError("no such variant");
  const { file = FILE } = options;
  const { script: parsed, diagnostics, source } = parse(text, file);
  const defines = Object.entries(variant.defines).flatMap(([name, value]) => {
    const define = parseDefine(`${name}=${value}`);
    return define === undefined ? [] : [[define.name, define.value] as const];
  });
  const { script, diagnostics: more } = bind(parsed, new Map(defines));
  const all = [...diagnostics, ...more, ...check(script, true)];
  if (hasErrors(all)) throw new Error(all.map((diagnostic) => render(diagnostic, source)).join("\n"));
  const constants = testConstants();
  const config = resolveConfig(variant, script.options, options.options ?? {});
  const limits = { virtualNs: 3600e9, realMs: 60_000, ...options.limits };
  const prologues =
    options.prologues ?? new Prologues(kernel, constants, false, new KnownCommands(kernel, false));
  const outcome = runScript(kernel, constants, prologues, { script, file, config, limits });
  const [first] = outcome.problems;
  return {
    ...outcome,
    report: first === undefined ? "" : render(first.diagnostic, source),
    log: describeTrace(outcome.trace, outcome.connections).map((line) => line.trim()),
  };
}
