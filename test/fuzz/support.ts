// SPDX-License-Identifier: GPL-2.0
import type { Protocol } from "../../src/fuzz/program/operations.js";
import type { Program, Rec } from "../../src/fuzz/program/program.js";
import { Rig } from "../../src/fuzz/rig/rig.js";
import { findLibrary } from "../../src/kernel/index.js";
import type { ProgramEvent } from "../../src/kernel/program-event.js";
import { Constants } from "../../src/runner/index.js";

/** A kernel for programs. The caller closes it. */
export function makeRig(seed = 1, library = findLibrary()): Rig {
  const constants = Constants.load(library.replace(/\.so$/, ".constants.json"));
  return new Rig({ library, constants, seed });
}

export function programOf(protocol: Protocol, ...records: readonly Rec[]): Program {
  return { protocol, isIpv6: false, schedule: 0, records };
}

type StepEvent = Extract<ProgramEvent, { readonly type: "step" }>;

/** What the calls have returned, in order. */
export function returnsOf(events: readonly ProgramEvent[]): readonly number[] {
  return events.flatMap((event) => (event.type === "step" && event.end === "returned" ? [event.ret] : []));
}

/** How the call of a record has ended. */
export function stepOf(events: readonly ProgramEvent[], record: number): StepEvent | undefined {
  return events.find((event): event is StepEvent => event.type === "step" && event.record === record);
}

/** What the kernel has sent. */
export function framesOf(events: readonly ProgramEvent[]): readonly Uint8Array[] {
  return events.flatMap((event) => (event.type === "frame" ? [event.data] : []));
}
