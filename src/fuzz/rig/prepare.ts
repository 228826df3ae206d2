// SPDX-License-Identifier: GPL-2.0
import { bootKernel } from "../../kernel/boot.js";
import type { DeviceId } from "../../kernel/kernel.js";
import type { NativeKernel } from "../../kernel/native-kernel.js";
import { resolveConfig } from "../../runner/config/config.js";
import { VARIANTS } from "../../runner/config/variant.js";
import type { Constants } from "../../runner/constants.js";
import { COMMAND_LINE } from "../../runner/pool/boot.js";
import { KnownCommands } from "../../runner/setup/known-commands.js";
import { Prologues } from "../../runner/setup/prologue.js";
import { UsedFiles } from "../../runner/setup/used-files.js";
import { startTimeNs } from "../../runner/timing/start.js";
import { TraceRecorder } from "../../runner/trace/recorder.js";
import { tablesText } from "../program/tables.js";
import { prepareFailures } from "./failures.js";

export interface RigOptions {
  /** Path of liblinux-*.so. */
  readonly library: string;
  readonly constants: Constants;
  /** Of the kernel's random number generator. */
  readonly seed: number;
}

/** CPU time of a single call of the library after which it hangs, in ms. */
export const CPU_LIMIT_MS = 300;
const COMMAND_MS = 10_000;
const NETWORKS = ["ipv4", "ipv6"] as const;

/** A network as programs begin with it. */
export interface PreparedNetwork {
  readonly name: (typeof NETWORKS)[number];
  readonly device: DeviceId;
  /** Addresses of `device`, and of the peer. */
  readonly local: Uint8Array;
  readonly remote: Uint8Array;
}

/** What is done on the way, with the kernel in that state. */
export interface Stations {
  booted?(kernel: NativeKernel): void;
  prepared?(kernel: NativeKernel, network: PreparedNetwork): void;
}

export interface Prepared {
  readonly kernel: NativeKernel;
  /** Whether allocations can be made to fail. */
  readonly canFail: boolean;
  /** CLOCK_MONOTONIC in ns at which programs begin. */
  readonly startNs: number;
}

/**
 * A kernel that can run programs, over both versions of IP.
 * @throws {import("../../kernel/kernel-error.js").KernelError} if it cannot be booted
 */
export function prepareKernel({ library, constants, seed }: RigOptions, stations: Stations = {}): Prepared {
  const kernel = bootKernel({ library, seed, commandLine: COMMAND_LINE, cpuLimitMs: CPU_LIMIT_MS });
  stations.booted?.(kernel);
  kernel.prepareFuzzing(tablesText(constants));
  const prologues = new Prologues(kernel, constants, true, new KnownCommands(kernel, true));
  let canFail = false;
  let startNs = 0;
  for (const name of NETWORKS) {
    const variant = VARIANTS.find((candidate) => candidate.name === name);
    if (variant === undefined) throw new RangeError(name);
    const config = resolveConfig(variant, [], {});
    const { device } = prologues.prepare({
      config,
      init: undefined,
      file: "program",
      trace: new TraceRecorder(),
      used: new UsedFiles(),
      timeoutMs: COMMAND_MS,
    });
    canFail = prepareFailures(kernel, constants);
    startNs = startTimeNs(kernel.now());
    kernel.runUntil(startNs, "never");
    kernel.drain();
    const { local, remote } = config.network;
    stations.prepared?.(kernel, { name, device, local, remote });
    kernel.addFuzzNetwork(device, local, remote);
  }
  return { kernel, canFail, startNs };
}
