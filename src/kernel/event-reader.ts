// SPDX-License-Identifier: GPL-2.0
import type { KernelEvent } from "./kernel.js";
import type { ProgramEvent } from "./program-event.js";

/* The layout of the buffer: native/src/event_queue.h. */
const EVENTS = 0;
const BYTES = 1;
const WAITING = 2;
const ALIVE = 3;
const NOW = 2;
const FIRST = 64;
const PAYLOAD = 32;

const FRAME = 1;
const COMPLETE = 2;
const SIGNAL = 3;
const LOG = 4;
const DIED = 5;
const INJECTED = 6;

/* The payload of a step: native/fuzz/executor.h. */
const STEP_HEAD = 8;
const STEP_ENDS = ["returned", "blocked", "left-out", "malformed"] as const;

const NOTHING = new Uint8Array();

/** What the payloads of several drains share: to make an ArrayBuffer, and to free it, takes longer than to fill it. */
const SHARED_BYTES = 64 << 10;

/** Reads the memory that an instance shares: status and events, without a call. */
export class EventReader {
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  readonly #view: DataView;
  readonly #bytes: Buffer;
  readonly #refill: () => void;
  /** Copies of the buffer, a whole one for all payloads of a drain. */
  #copies = new Uint8Array(0);
  #copiedBytes = 0;
  /** Where the copy of this drain begins. */
  #copyAt = 0;

  /** @param refill empties the buffer and moves events into it that wait outside */
  constructor(buffer: ArrayBuffer, refill: () => void) {
    this.#words = new Uint32Array(buffer, 0, FIRST / 4);
    this.#doubles = new Float64Array(buffer, 0, FIRST / 8);
    this.#view = new DataView(buffer);
    this.#bytes = Buffer.from(buffer);
    this.#refill = refill;
  }

  get alive(): boolean {
    return this.#words[ALIVE] === 1;
  }

  /** CLOCK_MONOTONIC in ns. */
  get now(): number {
    return this.#doubles[NOW] ?? 0;
  }

  /** Takes all events out of the buffer. */
  drain(): KernelEvent[] {
    return this.#drain((at, from, to) => this.#event(at, from, to));
  }

  /** The same after a program has run. */
  drainProgram(): ProgramEvent[] {
    return this.#drain((at, from, to) => this.#programEvent(at, from, to));
  }

  #drain<Event>(read: (at: number, from: number, to: number) => Event): Event[] {
    const events: Event[] = [];
    if (this.#words[EVENTS] === 0) return events;
    for (;;) {
      this.#read(events, read);
      this.#words[EVENTS] = 0;
      this.#words[BYTES] = 0;
      if (this.#words[WAITING] === 0) return events;
      this.#refill();
    }
  }

  #read<Event>(events: Event[], read: (at: number, from: number, to: number) => Event): void {
    const end = FIRST + (this.#words[BYTES] ?? 0);
    this.#copyAll(end);
    for (let at = FIRST; at < end; ) {
      const bytes = this.#view.getUint32(at + 4, true);
      events.push(read(at, at + PAYLOAD, at + PAYLOAD + bytes));
      at += PAYLOAD + Math.ceil(bytes / 8) * 8;
    }
  }

  #programEvent(at: number, from: number, to: number): ProgramEvent {
    const view = this.#view;
    const type = view.getUint32(at, true);
    if (type <= DIED) return this.#event(at, from, to);
    const time = view.getFloat64(at + 8, true);
    const record = view.getInt32(at + 16, true);
    if (type === INJECTED) return { type: "injected", time, record, data: this.#copy(from, to) };
    return {
      type: "step",
      time,
      record,
      ret: view.getFloat64(at + 24, true),
      fd: view.getInt32(from, true),
      end: STEP_ENDS[view.getUint32(from + 4, true)] ?? "left-out",
      data: this.#copy(from + STEP_HEAD, to),
    };
  }

  #copyAll(end: number): void {
    if (this.#copiedBytes + end > this.#copies.length) {
      this.#copies = new Uint8Array(Math.max(SHARED_BYTES, end));
      this.#copiedBytes = 0;
    }
    this.#copies.set(this.#bytes.subarray(0, end), this.#copiedBytes);
    this.#copyAt = this.#copiedBytes;
    this.#copiedBytes += end;
  }

  #copy(from: number, to: number): Uint8Array {
    return from === to ? NOTHING : new Uint8Array(this.#copies.buffer, this.#copyAt + from, to - from);
  }

  #event(at: number, from: number, to: number): KernelEvent {
    const view = this.#view;
    const time = view.getFloat64(at + 8, true);
    const id = view.getInt32(at + 16, true);
    switch (view.getUint32(at, true)) {
      case FRAME:
        return { type: "frame", time, device: id, data: this.#copy(from, to) };
      case COMPLETE:
        return { type: "complete", time, task: id, ret: view.getFloat64(at + 24, true) };
      case SIGNAL:
        return { type: "signal", time, task: id, signal: view.getFloat64(at + 24, true) };
      case LOG:
        return { type: "log", time, level: id, text: this.#bytes.toString("utf8", from, to) };
      default:
        return { type: "died", time, reason: this.#bytes.toString("utf8", from, to) };
    }
  }
}
