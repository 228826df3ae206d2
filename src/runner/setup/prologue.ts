// SPDX-License-Identifier: GPL-2.0
import { dirname, resolve } from "node:path";
import { NO_SPAN, type Span, type UntimedCommand } from "../../dsl/ast.js";
import type { DeviceId, HostFile, Kernel, Snapshot } from "../../kernel/kernel.js";
import type { NetworkConfig, RunConfig } from "../config/config.js";
import type { Constants } from "../constants.js";
import { Heap } from "../memory.js";
import { type CommandPlace, checkStatus } from "../run/command.js";
import { runEnvironment } from "../run/command-environment.js";
import { Mismatch } from "../run/problems.js";
import { TraceRecorder } from "../trace/recorder.js";
import type { TraceEvent } from "../trace/trace.js";
import { NOTHING_SEEN, rewrite } from "./host-files.js";
import type { DoneCommand, KnownCommands } from "./known-commands.js";
import { setMemoryLimits } from "./memory-limits.js";
import { setUpNetwork } from "./network.js";
import { ignoreBrokenPipes } from "./signals.js";
import { splitCommand } from "./split-command.js";
import { commandKey, networkKey, type Stage, type TakenStage } from "./stage.js";
import type { UsedFiles } from "./used-files.js";

/** What the part of a test before its first event needs. */
export interface PrologueRequest {
  readonly config: RunConfig;
  readonly init: UntimedCommand | undefined;
  /** The script's path. */
  readonly file: string;
  readonly trace: TraceRecorder;
  /** Gets to know the files that the commands use, also of one that fails. */
  readonly used: UsedFiles;
  /** Real time for a command, in ms. */
  readonly timeoutMs: number;
}

export interface Prepared {
  readonly device: DeviceId;
  /** Files of the host that the commands used. */
  readonly hostFiles: readonly HostFile[];
}

/** A step from the kernel after boot to the first event: the network, or a command after it. */
interface Step {
  readonly text: string;
  readonly span: Span;
  /** Whether its status is that of the init command. */
  readonly isLast: boolean;
}

/**
 * Stages that are kept: a suite goes from folder to folder, and each stage holds some 50 pages that no other has.
 * What was left behind is soon made again, from what is known of its commands.
 */
const MAX_STAGES = 24;

/**
 * Brings a kernel to where a script's first event can come: from the state after boot, with the
 * network of the variant, through the lines of the init command. Scripts share snapshots of the
 * steps that they have in common; unless a file that a command read has changed, or it wrote files that
 * are not ours to write again.
 */
export class Prologues {
  readonly #kernel: Kernel;
  readonly #constants: Constants;
  readonly #isCaching: boolean;
  readonly #base: Snapshot;
  /** The one that was of use last comes last. */
  readonly #stages = new Map<string, Stage>();
  /** Keys of stages that were taken without being kept. */
  readonly #passed = new Set<string>();
  /** Keys of the stages of the last test. */
  #latest: readonly string[] = [];
  #taken = 0;

  /**
   * @param commands  how commands are run
   * @param base      the kernel as it is after boot
   */
  constructor(
    kernel: Kernel,
    constants: Constants,
    isCaching: boolean,
    readonly commands: KnownCommands,
    base: Snapshot = kernel.snapshot(),
  ) {
    this.#kernel = kernel;
    this.#constants = constants;
    this.#isCaching = isCaching;
    this.#base = base;
  }

  /**
   * Leaves the kernel ready for the first event, and what happened so far in the Trace.
   * @throws {Mismatch} run/command if the init command fails, run/died
   */
  prepare(request: PrologueRequest): Prepared {
    const { config, file, trace } = request;
    const steps: readonly (Step | undefined)[] = [undefined, ...stepsOf(request)];
    const folder = steps.length > 1 ? dirname(resolve(file)) : "";
    const environment = runEnvironment(config);
    const keyOf = (index: number, before: Stage | undefined): string =>
      before === undefined
        ? networkKey(config.network)
        : commandKey(before.id, folder, steps[index]?.text ?? "", environment);
    const { stages, keys } = this.#sharedStages(steps.length, keyOf);
    const shared = stages.length;
    this.#kernel.restore(stages.at(-1)?.snapshot ?? this.#base);
    for (const { written } of stages) rewrite(written);
    const hostFiles: HostFile[] = [];
    let before: Stage | undefined;
    for (const [index, step] of steps.entries()) {
      const known = index < shared ? stages[index] : undefined;
      if (known !== undefined) request.used.add(known.read, known.hostFiles);
      const key = keys[index] ?? keyOf(index, before);
      const stage = known ?? this.#take(request, step, before, key);
      const line = step?.span.line ?? 0;
      for (const event of stage.events) trace.replay(event, line);
      checkAlive(stage.events, step?.span ?? NO_SPAN);
      hostFiles.push(...stage.hostFiles);
      before = stage;
      if (known !== undefined) continue;
      stages.push(stage);
      keys.push(key);
    }
    this.#keepLast(keys);
    const [{ device } = { device: 0 }] = stages;
    return { device, hostFiles };
  }

  /** The stages that are there already, from the first one on, and their keys. */
  #sharedStages(
    count: number,
    keyOf: (index: number, before: Stage | undefined) => string,
  ): { readonly stages: Stage[]; readonly keys: string[] } {
    const stages: Stage[] = [];
    const keys: string[] = [];
    while (stages.length < count) {
      const key = keyOf(stages.length, stages.at(-1));
      const stage = this.#stages.get(key);
      if (stage === undefined || !this.commands.look.areUnchanged(stage.read)) break;
      stages.push(stage);
      keys.push(key);
    }
    return { stages, keys };
  }

  /** Of the stages of a test the first is of use to most others: it goes last. */
  #keepLast(keys: readonly string[]): void {
    const latest = this.#latest;
    if (keys.length === latest.length && keys.every((key, index) => key === latest[index])) return;
    this.#latest = keys;
    for (const key of [...keys].reverse()) {
      const stage = this.#stages.get(key);
      if (stage === undefined) continue;
      this.#stages.delete(key);
      this.#stages.set(key, stage);
    }
    for (const [key, { snapshot }] of this.#stages) {
      if (this.#stages.size <= Math.max(MAX_STAGES, keys.length)) return;
      snapshot?.release();
      this.#stages.delete(key);
    }
  }

  /** Takes a step, and keeps the stage it leads to if that can be come back to. */
  #take(request: PrologueRequest, step: Step | undefined, before: Stage | undefined, key: string): Stage {
    const taken =
      step === undefined || before === undefined
        ? this.#makeNetwork(request.config.network)
        : this.#runCommand(request, step, before, key);
    const stage = { ...taken, id: this.#taken++ };
    if (stage.snapshot === undefined) return stage;
    this.#stages.get(key)?.snapshot?.release();
    this.#stages.set(key, stage);
    return stage;
  }

  /**
   * The last command of a script is mostly that of no other: where it is known, doing it again takes no
   * longer than a snapshot, which is worth it when it comes a second time.
   */
  #isWorthKeeping(key: string, { isLast }: Step, wasKnown: boolean): boolean {
    if (!isLast || !wasKnown || this.#passed.has(key)) return true;
    this.#passed.add(key);
    return false;
  }

  #runCommand(request: PrologueRequest, step: Step, { device, snapshot }: Stage, key: string): TakenStage {
    const trace = new TraceRecorder();
    const place: CommandPlace = {
      kernel: this.#kernel,
      trace,
      config: request.config,
      file: request.file,
      timeoutMs: request.timeoutMs,
    };
    const done = this.commands.run(place, step.text, snapshot);
    request.used.add(done.read, done.result.hostFiles);
    this.#drain(trace);
    if (step.isLast && done.result.status !== 0) {
      for (const event of trace.events) request.trace.replay(event, step.span.line);
      checkAlive(trace.events, step.span);
      checkStatus(place, done.result, step.span);
    }
    return this.#stageAfter(device, trace.events, done, this.#isWorthKeeping(key, step, done.wasKnown));
  }

  #makeNetwork(config: NetworkConfig): TakenStage {
    const heap = new Heap(this.#kernel.user);
    const device = setUpNetwork(this.#kernel, this.#constants, heap, config);
    setMemoryLimits(this.#kernel, this.#constants, heap);
    ignoreBrokenPipes(this.#kernel, this.#constants, heap);
    const trace = new TraceRecorder();
    this.#drain(trace);
    return this.#stageAfter(device, trace.events, { read: NOTHING_SEEN, written: [] });
  }

  /** A stage that can be come back to, if it is known what files the step used and it may be repeated. */
  #stageAfter(
    device: DeviceId,
    events: readonly TraceEvent[],
    { result, read, written }: Omit<DoneCommand, "result"> & Partial<DoneCommand>,
    isWorthKeeping = true,
  ): TakenStage {
    const isShared = this.#isCaching && isWorthKeeping && written !== undefined && this.#kernel.alive;
    return {
      device,
      snapshot: isShared ? this.#kernel.snapshot() : undefined,
      events,
      hostFiles: result?.hostFiles ?? [],
      read,
      written: written ?? [],
    };
  }

  #drain(trace: TraceRecorder): void {
    for (const event of this.#kernel.drain()) {
      if (event.type === "frame") {
        const { device, data } = event;
        trace.record(event.time, { type: "frame", direction: "outbound", device, data });
      } else if (event.type === "log") {
        trace.record(event.time, { type: "log", level: event.level, text: event.text });
      } else if (event.type === "died") {
        trace.record(event.time, { type: "died", reason: event.reason });
      }
    }
  }
}

function stepsOf({ config, init }: PrologueRequest): readonly Step[] {
  const scripts = config.initScripts.map((text) => ({ text, span: NO_SPAN, isLast: true }));
  if (init === undefined) return scripts;
  const lines = splitCommand(init.text);
  const last = lines.length - 1;
  return [...scripts, ...lines.map((text, index) => ({ text, span: init.span, isLast: index === last }))];
}

function checkAlive(events: readonly TraceEvent[], span: Span): void {
  const died = events.find((event) => event.type === "died");
  if (died?.type === "died") throw new Mismatch("run/died", span, `the kernel died: ${died.reason}`);
}
