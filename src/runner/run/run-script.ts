// SPDX-License-Identifier: GPL-2.0
import { type Event, NO_SPAN } from "../../dsl/ast.js";
import { Connections } from "../../inject/mapping/connections.js";
import type { DeviceId, HostFile, Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../constants.js";
import { removeOwnFiles } from "../setup/host-files.js";
import type { Prologues } from "../setup/prologue.js";
import { UsedFiles } from "../setup/used-files.js";
import { pacedTime } from "../timing/pace.js";
import { schedule } from "../timing/schedule.js";
import { TraceRecorder } from "../trace/recorder.js";
import { advance, now, waitFor } from "./clock.js";
import { finishCode, runCode } from "./code.js";
import { checkStatus } from "./command.js";
import { boundPort } from "./environment.js";
import { makeState } from "./make-state.js";
import { problemOf, type RunOutcome, type RunProblem } from "./outcome.js";
import { runInboundPacket, runOutboundPacket } from "./packet.js";
import { Mismatch } from "./problems.js";
import type { RunRequest, RunState } from "./state.js";
import { awaitBlockingCall, pendingNotes, runSystemCall } from "./system-call.js";

/**
 * Runs a script on a kernel, from the state that the prologues give it. Does not throw for what
 * the script or the kernel under test does: that is in the outcome.
 */
export function runScript(
  kernel: Kernel,
  constants: Constants,
  prologues: Prologues,
  request: RunRequest,
): RunOutcome {
  return new ScriptRun(kernel, constants, prologues, request).run();
}

class ScriptRun {
  readonly #kernel: Kernel;
  readonly #constants: Constants;
  readonly #prologues: Prologues;
  readonly #request: RunRequest;
  readonly #trace = new TraceRecorder();
  readonly #wallStartMs = Date.now();
  readonly #connections: Connections;
  readonly #problems: RunProblem[] = [];
  readonly #hostFiles: HostFile[] = [];
  readonly #used = new UsedFiles();
  #state: RunState | undefined;

  constructor(kernel: Kernel, constants: Constants, prologues: Prologues, request: RunRequest) {
    this.#kernel = kernel;
    this.#constants = constants;
    this.#prologues = prologues;
    this.#request = request;
    const { network, bindPort, connectPort, md5Secret } = request.config;
    const addresses = { local: network.local, remote: network.remote, bindPort, connectPort };
    this.#connections = new Connections(addresses, (fd) => this.#boundPort(fd), md5Secret);
  }

  run(): RunOutcome {
    this.#attempt(() => this.#events(this.#start(this.#prepare())));
    const state = this.#state;
    if (state !== undefined) {
      this.#finish(state);
      this.#attempt(() => this.#cleanUp());
    }
    removeOwnFiles(this.#hostFiles);
    return {
      verdict: this.#problems[0]?.verdict ?? "pass",
      problems: this.#problems,
      warnings: this.#warnings(),
      trace: this.#trace,
      connections: this.#connections,
      used: this.#used,
      virtualNs: state === undefined || !this.#kernel.alive ? this.#lastTime() : now(state),
    };
  }

  /** The device, with the network set up and the init command done. */
  #prepare(): DeviceId {
    const { script, config, file } = this.#request;
    const { device, hostFiles } = this.#prologues.prepare({
      config,
      init: script.init,
      file,
      trace: this.#trace,
      used: this.#used,
      timeoutMs: this.#remainingMs(),
    });
    this.#hostFiles.push(...hostFiles);
    return device;
  }

  #start(device: DeviceId): RunState {
    const state = makeState({
      kernel: this.#kernel,
      constants: this.#constants,
      device,
      trace: this.#trace,
      connections: this.#connections,
      request: this.#request,
      used: this.#used,
      wallStartMs: this.#wallStartMs,
    });
    this.#state = state;
    return state;
  }

  /** Of a socket of the script. */
  #boundPort(fd: number): number | undefined {
    const environment = this.#state?.environment;
    const live = environment?.descriptors.byScript(fd)?.live;
    if (environment === undefined || live === undefined) return undefined;
    return boundPort(this.#kernel, this.#constants, environment.heap, live);
  }

  #events(state: RunState): void {
    advance(state, 0);
    if (state.sent.length > 0) state.sent.length = 0;
    this.#request.beforeEvents?.(state);
    for (const event of state.script.events) this.#event(state, event);
  }

  #event(state: RunState, { time, action, span }: Event): void {
    state.span = action.span;
    state.trace.line = span.line;
    const isInbound = action.type === "packet" && action.direction === "inbound";
    const isOutbound = action.type === "packet" && action.direction === "outbound";
    const nowNs = isOutbound ? now(state) : pacedTime(now(state), state.lastActionNs, state.config.eventNs);
    const scheduled = schedule(time, isInbound, nowNs, state.previous);
    switch (action.type) {
      case "packet":
        if (isInbound) runInboundPacket(state, action, scheduled);
        else runOutboundPacket(state, action, scheduled);
        break;
      case "syscall":
        runSystemCall(state, action, scheduled);
        break;
      case "code":
        runCode(state, action, scheduled);
        break;
      case "command":
        waitFor(state, scheduled.due, "command");
        this.#shell(action.text, action.span);
        break;
    }
    state.previous = scheduled;
  }

  /** What comes after the events of a script, unless one of them failed. */
  #finish(state: RunState): void {
    if (this.#problems.length > 0) return;
    this.#attempt(() => finishCode(state));
    this.#attempt(() => this.#awaitBlockingCalls(state));
    const { afterEvents } = this.#request;
    if (afterEvents !== undefined && this.#problems.length === 0) this.#attempt(() => afterEvents(state));
  }

  #shell(text: string, span: Event["span"]): void {
    const [kernel, trace] = [this.#kernel, this.#trace];
    const { config, file } = this.#request;
    const place = { kernel, trace, config, file, timeoutMs: this.#remainingMs() };
    const { result, read } = this.#prologues.commands.run(place, text);
    this.#hostFiles.push(...(result.hostFiles ?? []));
    this.#used.add(read, result.hostFiles);
    checkStatus(place, result, span);
  }

  /** Runs whatever came of the script, as long as there is a kernel to run it on. */
  #cleanUp(): void {
    const { cleanup } = this.#request.script;
    if (cleanup === undefined || !this.#kernel.alive) return;
    this.#trace.line = cleanup.span.line;
    this.#shell(cleanup.text, cleanup.span);
  }

  #awaitBlockingCalls(state: RunState): void {
    this.#trace.line = 0;
    if (awaitBlockingCall(state)) return;
    const [first] = pendingNotes(state);
    throw new Mismatch(
      "run/blocking",
      first?.span ?? NO_SPAN,
      `the script ends while ${first?.message ?? "a call blocks"}`,
    );
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      const problem = problemOf(error, this.#request.file, this.#state?.span);
      if (problem === undefined) throw error;
      this.#problems.push(problem);
    }
  }

  #warnings(): readonly RunProblem[] {
    const warnings = this.#state?.warnings;
    if (warnings === undefined || warnings.length === 0) return [];
    return warnings.flatMap((mismatch) => problemOf(mismatch, this.#request.file) ?? []);
  }

  #lastTime(): number {
    const { startNs, events } = this.#trace;
    const last = events.at(-1);
    return startNs === undefined || last === undefined ? 0 : Math.max(0, last.timeNs - startNs);
  }

  #remainingMs(): number {
    return Math.max(1, this.#request.limits.realMs - (Date.now() - this.#wallStartMs));
  }
}
