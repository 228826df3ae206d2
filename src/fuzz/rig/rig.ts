// SPDX-License-Identifier: GPL-2.0
import { KernelError } from "../../kernel/kernel-error.js";
import { findLibrary } from "../../kernel/library.js";
import type { NativeKernel } from "../../kernel/native-kernel.js";
import type { ProgramEvent } from "../../kernel/program-event.js";
import { Constants, constantsBeside } from "../../runner/constants.js";
import { symbolize } from "../../runner/report/symbols.js";
import { type History, historyOf } from "../history/history.js";
import { encodeProgram, type Program } from "../program/program.js";
import { prepareKernel, type RigOptions } from "./prepare.js";

/**
 * A kernel for programs: the one that ktest runs by default, or another one.
 * @param seed  of its random numbers
 * @throws {import("../../kernel/kernel-error.js").KernelError} if there is none, or it cannot be booted
 * @throws {import("../../runner/constants.js").ConstantsError} if the constants of its headers are missing
 */
export function kernel({ library = findLibrary(), seed = 1 }: Partial<RigOptions> = {}): Rig {
  const constants = Constants.load(constantsBeside(library));
  return new Rig({ library, constants, seed });
}

/**
 * A kernel that runs programs, each from the state in which `ktest run` begins a script: the same
 * device, addresses and time, so that a program can be told as a script.
 */
export class Rig {
  readonly #options: RigOptions;
  #kernel: NativeKernel;
  #counters: Uint8Array | undefined;
  /** Whether allocations can be made to fail. */
  canFail = false;
  /** CLOCK_MONOTONIC in ns at which programs begin: a script's time 0. */
  startNs = 0;

  /** @throws {import("../../kernel/kernel-error.js").KernelError} if the kernel cannot be booted */
  constructor(options: RigOptions) {
    this.#options = options;
    this.#kernel = this.#boot();
  }

  get kernel(): NativeKernel {
    return this.#kernel;
  }

  /** Of basic blocks of the kernel as it runs now; undefined if its library has none. */
  get counters(): Uint8Array | undefined {
    return this.#counters;
  }

  /** What happens when a program runs; the kernel is as new before it, whatever ran there last. */
  run(program: Program): readonly ProgramEvent[] {
    return this.runBytes(encodeProgram(program));
  }

  /** The same as rules read it. */
  history(program: Program): History {
    return historyOf(program, this.startNs, this.run(program));
  }

  runBytes(program: Uint8Array): readonly ProgramEvent[] {
    try {
      const events = this.#kernel.runProgram(program);
      return events.some(({ type }) => type === "log") ? events.map((event) => this.#named(event)) : events;
    } finally {
      // What a crash has left of the library may be more than a snapshot puts right.
      if (!this.#kernel.alive) this.#reboot();
    }
  }

  /** With names of functions, by which rules know causes apart. */
  #named(event: ProgramEvent): ProgramEvent {
    if (event.type !== "log") return event;
    const [text = event.text] = symbolize([event.text], this.#options.library);
    return { ...event, text };
  }

  close(): void {
    this.#kernel.close();
  }

  #reboot(): void {
    this.#kernel.close();
    this.#kernel = this.#boot();
  }

  #boot(): NativeKernel {
    const { kernel, canFail, startNs } = prepareKernel(this.#options);
    this.canFail = canFail;
    this.startNs = startNs;
    this.#counters = countersOf(kernel);
    return kernel;
  }
}

function countersOf(kernel: NativeKernel): Uint8Array | undefined {
  try {
    return kernel.startCoverage("counts");
  } catch (error) {
    if (error instanceof KernelError && error.code === "KTEST_NO_COVERAGE") return undefined;
    throw error;
  }
}
