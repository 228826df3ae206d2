// SPDX-License-Identifier: GPL-2.0
import { dirname, resolve } from "node:path";
import { NO_SPAN, type Span, type UntimedCommand } from "../../dsl/ast.js";
import type { DeviceId, ExecResult, HostFile, Kernel, KernelEvent, Snapshot } from "../../kernel/kernel.js";
import type { NetworkConfig, RunConfig } from "../config/config.js";
import type { Constants } from "../constants.js";
import { Heap } from "../memory.js";
import { runShell } from "../run/command.js";
import { Mismatch } from "../run/problems.js";
import type { TraceRecorder } from "../trace/recorder.js";
import type { TraceEvent } from "../trace/trace.js";
import {
  areUnchanged,
  type FileStamp,
  keepWritten,
  rewrite,
  stampFiles,
  type WrittenFile,
} from "./host-files.js";
import { setUpNetwork } from "./network.js";
import { ignoreBrokenPipes } from "./signals.js";

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

interface Stage {
  readonly snapshot: Snapshot;
  readonly device: DeviceId;
}

interface InitStage extends Stage {
  readonly events: readonly TraceEvent[];
  readonly hostFiles: readonly HostFile[];
  readonly read: readonly FileStamp[];
  readonly written: readonly WrittenFile[];
}

/**
 * Brings a kernel to where a script's first event can come: from the state after boot, with the
 * network of the variant, after the init command. Scripts with the same network share a snapshot
 * of it, and those with the same init command in the same folder one after that command; unless a
 * file that the command read has changed, or it wrote files that are not ours to write again.
 */
export class Prologues {
  readonly #kernel: Kernel;
  readonly #constants: Constants;
  readonly #isCaching: boolean;
  readonly #base: Snapshot;
  readonly #networks = new Map<string, Stage>();
  readonly #inits = new Map<string, InitStage>();

  /** @param kernel  as it is after boot */
  constructor(kernel: Kernel, constants: Constants, isCaching: boolean) {
    this.#kernel = kernel;
    this.#constants = constants;
    this.#isCaching = isCaching;
    this.#base = kernel.snapshot();
  }

  /**
   * Leaves the kernel ready for the first event, and the init command's events in the Trace.
   * @throws {Mismatch} run/command if the init command fails
   */
  prepare(request: PrologueRequest): Prepared {
    const { config, init, trace, file } = request;
    const commands = [
      ...config.initScripts.map((text) => ({ text, span: NO_SPAN })),
      ...(init ? [init] : []),
    ];
    const network = networkKey(config.network);
    const key = JSON.stringify([network, dirname(resolve(file)), commands.map(({ text }) => text)]);
    const known = this.#inits.get(key);
    if (known !== undefined && areUnchanged(known.read)) {
      this.#kernel.restore(known.snapshot);
      rewrite(known.written);
      for (const event of known.events) trace.replay(event, event.line === 0 ? 0 : (init?.span.line ?? 0));
      return known;
    }
    const { device } = this.#networkStage(network, config.network);
    const results = commands.map(({ text, span }) => this.#run(request, text, span));
    this.#record(trace, this.#kernel.drain(), init?.span);
    const files = results.map(({ hostFiles }) => hostFiles);
    const hostFiles = files.flatMap((used) => used ?? []);
    if (this.#isCaching && !files.includes(undefined)) this.#keep(key, device, trace.events, hostFiles);
    return { device, hostFiles };
  }

  #networkStage(key: string, config: NetworkConfig): Stage {
    const known = this.#networks.get(key);
    if (known !== undefined) {
      this.#kernel.restore(known.snapshot);
      return known;
    }
    this.#kernel.restore(this.#base);
    const device = setUpNetwork(this.#kernel, this.#constants, new Heap(this.#kernel.user), config);
    ignoreBrokenPipes(this.#kernel, this.#constants, new Heap(this.#kernel.user));
    const stage = { device, snapshot: this.#kernel.snapshot() };
    if (this.#isCaching) this.#networks.set(key, stage);
    return stage;
  }

  #run({ file, trace, timeoutMs }: PrologueRequest, text: string, span: Span): ExecResult {
    trace.line = span.line;
    const result = runShell({ kernel: this.#kernel, trace, file, timeoutMs }, text, span);
    trace.line = 0;
    return result;
  }

  #record(trace: TraceRecorder, events: readonly KernelEvent[], span: Span | undefined): void {
    for (const event of events) {
      if (event.type === "frame") {
        const { device, data } = event;
        trace.record(event.time, { type: "frame", direction: "outbound", device, data });
      } else if (event.type === "log") {
        trace.record(event.time, { type: "log", level: event.level, text: event.text });
      } else if (event.type === "died") {
        trace.record(event.time, { type: "died", reason: event.reason });
        throw new Mismatch("run/died", span ?? NO_SPAN, `the kernel died: ${event.reason}`);
      }
    }
  }

  #keep(key: string, device: DeviceId, events: readonly TraceEvent[], hostFiles: readonly HostFile[]): void {
    const written = keepWritten(hostFiles);
    if (written === undefined) return;
    this.#inits.get(key)?.snapshot.release();
    this.#inits.set(key, {
      device,
      snapshot: this.#kernel.snapshot(),
      events: [...events],
      hostFiles,
      read: stampFiles(hostFiles),
      written,
    });
  }
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
