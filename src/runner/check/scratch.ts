// SPDX-License-Identifier: GPL-2.0
import { Connections } from "../../inject/mapping/connections.js";
import type { UserMemory } from "../../kernel/kernel.js";
import { Associations } from "../associations.js";
import type { RunConfig } from "../config/config.js";
import type { Constants } from "../constants.js";
import type { DescriptorTable } from "../descriptors.js";
import { Heap } from "../memory.js";
import { socketAddresses } from "../run/environment.js";
import { Capabilities } from "../syscalls/capabilities.js";
import type { CallEnvironment } from "../syscalls/index.js";

/** Enough for the largest buffers of scripts; pages that nobody touches cost nothing. */
const SCRATCH_BYTES = 64 * 1024 * 1024;
const ADDRESS = 0x10000;

let memory: UserMemory | undefined;

/** Memory that no kernel reads. */
function scratch(): UserMemory {
  if (memory === undefined) {
    const bytes = new Uint8Array(SCRATCH_BYTES);
    memory = { address: ADDRESS, bytes, view: new DataView(bytes.buffer) };
  }
  return memory;
}

/** What calls need to be prepared as in a run, though none is made. */
export function scratchEnvironment(
  config: RunConfig,
  constants: Constants,
  descriptors: DescriptorTable,
): CallEnvironment {
  const { network, bindPort, connectPort, tolerance, keepSentBuffers } = config;
  return {
    constants,
    heap: new Heap(scratch()),
    descriptors,
    connections: new Connections({ local: network.local, remote: network.remote, bindPort, connectPort }),
    addresses: socketAddresses(config, constants),
    associations: new Associations(constants),
    tolerance,
    keepSentBuffers,
    capabilities: new Capabilities(constants),
    findFile: (path) => path,
    importFile: () => {},
    realtimeStartNs: () => 0n,
  };
}
