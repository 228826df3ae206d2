// SPDX-License-Identifier: GPL-2.0
import type { DeviceId, HostFile, Snapshot } from "../../kernel/kernel.js";
import type { NetworkConfig } from "../config/config.js";
import type { TraceEvent } from "../trace/trace.js";
import type { SeenFiles } from "./host-files.js";
import type { WrittenFile } from "./own-files.js";

/** The kernel after a step of a prologue, and what the step did besides. */
export interface TakenStage {
  readonly device: DeviceId;
  /** Undefined if it cannot be come back to. */
  readonly snapshot: Snapshot | undefined;
  readonly events: readonly TraceEvent[];
  readonly hostFiles: readonly HostFile[];
  readonly read: SeenFiles;
  readonly written: readonly WrittenFile[];
}

/** The same with a number: when a step is taken anew, what follows it is another stage. */
export interface Stage extends TakenStage {
  readonly id: number;
}

const networkKeys = new WeakMap<NetworkConfig, string>();

/** The key of the first stage: the network. */
export function networkKey(config: NetworkConfig): string {
  const known = networkKeys.get(config) ?? makeNetworkKey(config);
  networkKeys.set(config, known);
  return known;
}

function makeNetworkKey({
  wire,
  mtu,
  isAnyip,
  hasGro,
  prefixLength,
  remotePrefixLength,
  ...addresses
}: NetworkConfig): string {
  const { local, gateway, remote } = addresses;
  return [wire, mtu, isAnyip, hasGro, prefixLength, remotePrefixLength, local, gateway, remote].join(" ");
}

/**
 * The key of the stage after another: a command in a folder.
 * @param before       id of the other one
 * @param environment  what the command is told about the run
 */
export function commandKey(
  before: number,
  folder: string,
  text: string,
  environment: Readonly<Record<string, string>>,
): string {
  return JSON.stringify([before, folder, text, environment]);
}
