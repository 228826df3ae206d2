// SPDX-License-Identifier: GPL-2.0
import type { ReceiveOptions } from "../../kernel/kernel.js";
import type { RunState } from "./state.js";

/** A frame that has come to the device. */
export interface Arrival {
  readonly data: Uint8Array;
  readonly gsoSize: number | undefined;
}

/** Frames that wait for the device's interrupt: the stack gets them together. */
export interface Arrivals {
  /** When it comes, in ns of the kernel's clock. */
  readonly interruptNs: number;
  readonly frames: Arrival[];
}

/**
 * A frame comes to the device now: for the stack if each frame raises an interrupt, otherwise to wait
 * for that of the interval which the first one has begun.
 */
export function arrive(state: RunState, frame: Arrival): void {
  const { kernel, device, config } = state;
  if (config.coalesceNs === undefined) {
    kernel.receive(device, frame.data, optionsOf(frame, false));
    return;
  }
  state.arrivals ??= { interruptNs: kernel.now() + config.coalesceNs, frames: [] };
  state.arrivals.frames.push(frame);
}

/** When the device raises an interrupt, in ns of the kernel's clock; Infinity if nothing has arrived. */
export function interruptAt({ arrivals }: RunState): number {
  return arrivals?.interruptNs ?? Number.POSITIVE_INFINITY;
}

/** The interrupt: the stack gets all that has arrived since the last one. */
export function raiseInterrupt(state: RunState): void {
  const { kernel, device, arrivals } = state;
  if (arrivals === undefined) return;
  state.arrivals = undefined;
  const last = arrivals.frames.at(-1);
  for (const frame of arrivals.frames) kernel.receive(device, frame.data, optionsOf(frame, frame !== last));
}

function optionsOf({ gsoSize }: Arrival, more: boolean): ReceiveOptions {
  return { more, ...(gsoSize === undefined ? {} : { gsoSize }) };
}
