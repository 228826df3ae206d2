// SPDX-License-Identifier: GPL-2.0
import { NO_SPAN, type Script } from "../../dsl/ast.js";
import type { Connections } from "../../inject/mapping/connections.js";
import type { DeviceId, Kernel } from "../../kernel/kernel.js";
import { Associations } from "../associations.js";
import { CodeSession, sourcesFor, type VariableSource } from "../code/index.js";
import type { Constants } from "../constants.js";
import { DescriptorTable } from "../descriptors.js";
import { Heap } from "../memory.js";
import type { UsedFiles } from "../setup/used-files.js";
import { Capabilities } from "../syscalls/capabilities.js";
import type { CallEnvironment } from "../syscalls/index.js";
import { startTimeNs } from "../timing/start.js";
import type { TraceRecorder } from "../trace/recorder.js";
import { realtimeStart, socketAddresses } from "./environment.js";
import { findFile, importFile, placesOf } from "./import-file.js";
import type { RunRequest, RunState } from "./state.js";

/** What there is when a script starts. */
export interface RunParts {
  readonly kernel: Kernel;
  readonly constants: Constants;
  readonly device: DeviceId;
  readonly trace: TraceRecorder;
  readonly connections: Connections;
  readonly request: RunRequest;
  /** Gets to know the files that the script opens. */
  readonly used: UsedFiles;
  /** Date.now() when the test began. */
  readonly wallStartMs: number;
}

/** The state of a run before its first event. Fixes when the script's time 0 is. */
export function makeState(parts: RunParts): RunState {
  const { kernel, constants, device, trace, connections, wallStartMs } = parts;
  const { script, file, config, limits } = parts.request;
  const blocks = script.events.some(({ action }) => action.type === "syscall" && action.end !== undefined);
  const startNs = startTimeNs(kernel.now());
  trace.start(startNs);
  // Each by its name: with spreads this takes as long as an event of a script.
  return {
    kernel,
    constants,
    device,
    trace,
    connections,
    wallStartMs,
    script,
    file,
    config,
    limits,
    startNs,
    environment: makeEnvironment(parts, startNs),
    code: new CodeSession({ file, constant: (name) => constants.get(name), timeoutMs: limits.realMs }),
    codeSources: codeSourcesOf(script),
    blockingTask: blocks ? kernel.createTask("blocking", kernel.mainTask) : undefined,
    sent: [],
    arrivals: undefined,
    pending: new Map(),
    previous: undefined,
    lastActionNs: undefined,
    newsNs: 0,
    span: NO_SPAN,
    warnings: [],
  };
}

const codeSources = new WeakMap<Script, readonly VariableSource[]>();

/** What the code blocks of a script may ask for. */
function codeSourcesOf(script: Script): readonly VariableSource[] {
  const known = codeSources.get(script) ?? sourcesFor(codeOf(script));
  codeSources.set(script, known);
  return known;
}

function codeOf({ events }: Script): string {
  return events.flatMap(({ action }) => (action.type === "code" ? action.text : [])).join("\n");
}

function makeEnvironment(
  { kernel, constants, connections, request: { config, file }, used }: RunParts,
  startNs: number,
): CallEnvironment {
  const heap = new Heap(kernel.user);
  return {
    constants,
    heap,
    connections,
    associations: new Associations(constants),
    descriptors: new DescriptorTable(),
    addresses: socketAddresses(config, constants),
    tolerance: config.tolerance,
    keepSentBuffers: config.keepSentBuffers,
    capabilities: new Capabilities(constants),
    findFile: (path) => {
      for (const place of placesOf(path, file)) used.open(place);
      return findFile(path, file);
    },
    importFile: (path) => importFile(kernel, constants, heap, path),
    realtimeStartNs: () => realtimeStart(kernel, constants, heap, startNs),
  };
}
