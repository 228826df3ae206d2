// SPDX-License-Identifier: GPL-2.0
import type { Script, Span } from "../../dsl/ast.js";
import type { Connections } from "../../inject/mapping/connections.js";
import type { DeviceId, Kernel, TaskId } from "../../kernel/kernel.js";
import type { CodeSession, VariableSource } from "../code/index.js";
import type { RunConfig } from "../config/config.js";
import type { Constants } from "../constants.js";
import type { CallContext, CallEnvironment, PreparedCall } from "../syscalls/index.js";
import type { DueTime, Scheduled } from "../timing/schedule.js";
import type { TraceRecorder } from "../trace/recorder.js";
import type { Arrivals } from "./arrivals.js";
import type { Mismatch } from "./problems.js";

/** Bounds of a run. */
export interface Limits {
  /** Virtual time that a script may take, in ns. */
  readonly virtualNs: number;
  /** Real time that a test may take, in ms. */
  readonly realMs: number;
}

/** What is to be run. */
export interface RunRequest {
  readonly script: Script;
  /** The script's path, as the user gave it. */
  readonly file: string;
  readonly config: RunConfig;
  readonly limits: Limits;
  /** Called before the first event. */
  readonly beforeEvents?: (state: RunState) => void;
  /** Called after the last event if the script has passed, and before its cleanup command. */
  readonly afterEvents?: (state: RunState) => void;
}

/** A frame that the kernel has sent and no expected packet has claimed yet. */
export interface SentFrame {
  /** ns since the start of the script. */
  readonly timeNs: number;
  readonly data: Uint8Array;
  /** Its place among the events of the Trace. */
  readonly place: number;
}

/** A system call that blocks. */
export interface PendingCall {
  readonly task: TaskId;
  readonly line: number;
  readonly context: CallContext;
  readonly prepared: PreparedCall;
  /** When it is to return; undefined for a call that is not marked as blocking. */
  readonly end: DueTime | undefined;
  /** When its event was due. */
  readonly startNs: number;
}

/** Everything about a run that is going on. */
export interface RunState extends Pick<RunRequest, "script" | "file" | "config" | "limits"> {
  readonly kernel: Kernel;
  readonly constants: Constants;
  readonly device: DeviceId;
  readonly trace: TraceRecorder;
  readonly connections: Connections;
  readonly environment: CallEnvironment;
  readonly code: CodeSession;
  /** What its blocks want to know of the socket under test. */
  readonly codeSources: readonly VariableSource[];
  /** CLOCK_MONOTONIC at the script's time 0. */
  readonly startNs: number;
  /** Date.now() when the test began. */
  readonly wallStartMs: number;
  readonly sent: SentFrame[];
  /** What the device has received and the stack does not know of yet. */
  arrivals: Arrivals | undefined;
  /** Calls that have not returned, by task. */
  readonly pending: Map<TaskId, PendingCall>;
  /** The thread that makes blocking calls. */
  readonly blockingTask: TaskId | undefined;
  /** The event before the present one. */
  previous: Scheduled | undefined;
  /** When the script did something last, ns since its start. */
  lastActionNs: number | undefined;
  /** When something happened last that was not upkeep of the network, ns since the start. */
  newsNs: number;
  /** Of the present event. */
  span: Span;
  /** Differences that `--non_fatal` lets pass. */
  readonly warnings: Mismatch[];
}
