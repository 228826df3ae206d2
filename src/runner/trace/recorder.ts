// SPDX-License-Identifier: GPL-2.0
import type { Trace, TraceEntry, TraceEvent } from "./trace.js";

/** The Trace of a run that is going on. */
export class TraceRecorder implements Trace {
  readonly #events: TraceEvent[] = [];
  #line = 0;
  #startNs: number | undefined;

  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  get startNs(): number | undefined {
    return this.#startNs;
  }

  /** The script's time 0 is here. */
  start(timeNs: number): void {
    this.#startNs = timeNs;
  }

  /** What follows happens because of this line. */
  set line(line: number) {
    this.#line = line;
  }

  get line(): number {
    return this.#line;
  }

  /** @returns the place of the event among all */
  record(timeNs: number, entry: TraceEntry, line = this.#line): number {
    return this.add({ timeNs, line, ...entry });
  }

  /** The same for events that come often: to put one together costs as much as all else. */
  add(event: TraceEvent): number {
    return this.#events.push(event) - 1;
  }

  /** Takes over an event of another run: what is shared between runs happened once. */
  replay(event: TraceEvent, line: number): void {
    this.#events.push({ ...event, line });
  }
}
