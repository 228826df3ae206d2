// SPDX-License-Identifier: GPL-2.0
import { dirname, resolve } from "node:path";
import { NO_SPAN, type Span, type UntimedCommand } from "../../dsl/ast.js";
import type { DeviceId, HostFile, Kernel, Snapshot } from "../../kernel/kernel.js";
import type { NetworkConfig, RunConfig } from "../config/config.js";
import type { Constants } from "../constants.js";
import { Heap } from "../memory.js";
import { type CommandPlace, checkStatus, execShell } from "../run/command.js";
import { Mismatch } from "../run/problems.js";
import { TraceRecorder } from "../trace/recorder.js";
import type { TraceEvent } from "../trace/trace.js";
import {
  areUnchanged,
  type FileStamp,
  keepWritten,
  rewrite,
  stampFiles,
  type WrittenFile,
} from "./host-files.js";
import { setMemoryLimits } from "./memory-limits.js";
import { setUpNetwork } from "./network.js";
import { ignoreBrokenPipes } from "./signals.js";
import { splitCommand } from "./split-command.js";

/** What the part of a test before its first event needs. */
export interface PrologueRequest {
  readonly config: RunConfig;
  readonly init: UntimedCommand | undefined;
  /** The script's path. */
  readonly file: string;
  readonly trace: TraceRecorder;
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

/** The kernel after a step, and what the step did besides. */
interface Stage {
  readonly device: DeviceId;
  readonly snapshot: Snapshot | undefined;
  readonly events: readonly TraceEvent[];
  readonly hostFiles: readonly HostFile[];
  readonly read: readonly FileStamp[];
  readonly written: readonly WrittenFile[];
}

/**
 * Brings a kernel to where a script's first event can come: from the state after boot, with the
 * network of the variant, through the lines of the init command. Scripts share snapshots of the
 * steps that they have in common; unless a file that a command read has changed, or it wrote
 * files that are not ours to write again.
 */
export class Prologues {
  readonly #kernel: Kernel;
  readonly #constants: Constants;
  readonly #isCaching: boolean;
  readonly #base: Snapshot;
  readonly #stages = new Map<string, Stage>();

  /** @param kernel  as it is after boot */
  constructor(kernel: Kernel, constants: Constants, isCaching: boolean) {
    this.#kernel = kernel;
    this.#constants = constants;
    this.#isCaching = isCaching;
    this.#base = kernel.snapshot();
  }

  /**
   * Leaves the kernel ready for the first event, and what happened so far in the Trace.
   * @throws {Mismatch} run/command if the init command fails, run/died
   */
  prepare(request: PrologueRequest): Prepared {
    const { config, file, trace } = request;
    const steps = stepsOf(request);
    const network = networkKey(config.network);
    const keys = [network];
    for (const { text } of steps) keys.push(JSON.stringify([keys.at(-1), dirname(resolve(file)), text]));
    const shared = this.#sharedStages(keys);
    const last = shared.at(-1);
    this.#kernel.restore(last?.snapshot ?? this.#base);
    for (const { written } of shared) rewrite(written);
    const stages = [...shared];
    for (const [index, key] of keys.entries()) {
      const step = steps[index - 1];
      const known = shared[index];
      const stage = known ?? this.#take(request, step, stages[0]?.device);
      const line = step?.span.line ?? 0;
      for (const event of stage.events) trace.replay(event, line);
      checkAlive(stage, step?.span ?? NO_SPAN);
      if (known !== undefined) continue;
      stages.push(stage);
      if (stage.snapshot !== undefined) this.#keep(key, stage);
    }
    const [{ device } = { device: 0 }] = stages;
    return { device, hostFiles: stages.flatMap(({ hostFiles }) => hostFiles) };
  }

  /** The stages that are there already, from the first one on. */
  #sharedStages(keys: readonly string[]): readonly Stage[] {
    const found: Stage[] = [];
    for (const key of keys) {
      const stage = this.#stages.get(key);
      if (stage === undefined || !areUnchanged(stage.read)) break;
      found.push(stage);
    }
    return found;
  }

  #keep(key: string, stage: Stage): void {
    this.#stages.get(key)?.snapshot?.release();
    this.#stages.set(key, stage);
  }

  /** Takes a step: the one that sets up the network if there is no device yet. */
  #take(request: PrologueRequest, step: Step | undefined, device: DeviceId | undefined): Stage {
    if (step === undefined || device === undefined) return this.#makeNetwork(request.config.network);
    const trace = new TraceRecorder();
    const place: CommandPlace = {
      kernel: this.#kernel,
      trace,
      file: request.file,
      timeoutMs: request.timeoutMs,
    };
    const result = execShell(place, step.text);
    this.#drain(trace);
    const stage = this.#stage(device, trace.events, result.hostFiles);
    if (!step.isLast || result.status === 0) return stage;
    for (const event of trace.events) request.trace.replay(event, step.span.line);
    checkAlive(stage, step.span);
    checkStatus(place, result, step.span);
    return stage;
  }

  #makeNetwork(config: NetworkConfig): Stage {
    const heap = new Heap(this.#kernel.user);
    const device = setUpNetwork(this.#kernel, this.#constants, heap, config);
    setMemoryLimits(this.#kernel, this.#constants, heap);
    ignoreBrokenPipes(this.#kernel, this.#constants, heap);
    const trace = new TraceRecorder();
    this.#drain(trace);
    return this.#stage(device, trace.events, []);
  }

  /** A stage that can be come back to, if it is known what files the step used and it may be repeated. */
  #stage(device: DeviceId, events: readonly TraceEvent[], hostFiles: readonly HostFile[] | undefined): Stage {
    const written = hostFiles === undefined ? undefined : keepWritten(hostFiles);
    const isShared = this.#isCaching && written !== undefined && this.#kernel.alive;
    return {
      device,
      snapshot: isShared ? this.#kernel.snapshot() : undefined,
      events,
      hostFiles: hostFiles ?? [],
      read: stampFiles(hostFiles ?? []),
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

function checkAlive({ events }: Stage, span: Span): void {
  const died = events.find((event) => event.type === "died");
  if (died?.type === "died") throw new Mismatch("run/died", span, `the kernel died: ${died.reason}`);
}

function networkKey({
  wire,
  mtu,
  isAnyip,
  prefixLength,
  remotePrefixLength,
  ...addresses
}: NetworkConfig): string {
  const { local, gateway, remote } = addresses;
  return [wire, mtu, isAnyip, prefixLength, remotePrefixLength, local, gateway, remote].join(" ");
}
