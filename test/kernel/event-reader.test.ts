// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventReader } from "../../src/kernel/event-reader.js";
import type { KernelEvent } from "../../src/kernel/index.js";
import { boot, drained, NR, ok, putAddress, SOCK_DGRAM, socket, upDevice } from "./support.js";

const TYPES = { frame: 1, complete: 2, signal: 3, log: 4, died: 5 } as const;

const int = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const time = fc.maxSafeNat();
const event: fc.Arbitrary<KernelEvent> = fc.oneof(
  fc.record({
    type: fc.constant("frame" as const),
    time,
    device: int,
    data: fc.uint8Array({ maxLength: 100 }),
  }),
  fc.record({ type: fc.constant("complete" as const), time, task: int, ret: fc.maxSafeInteger() }),
  fc.record({
    type: fc.constant("signal" as const),
    time,
    task: int,
    signal: fc.integer({ min: 1, max: 64 }),
  }),
  fc.record({
    type: fc.constant("log" as const),
    time,
    level: fc.nat(7),
    text: fc.string({ unit: "grapheme" }),
  }),
  fc.record({ type: fc.constant("died" as const), time, reason: fc.string() }),
);

/** As native/src/event_queue.cc writes it. */
function append(buffer: ArrayBuffer, event: KernelEvent): void {
  const view = new DataView(buffer);
  const at = 64 + view.getUint32(4, true);
  const payload = Buffer.from(
    event.type === "frame"
      ? event.data
      : event.type === "log"
        ? event.text
        : event.type === "died"
          ? event.reason
          : "",
  );
  view.setUint32(at, TYPES[event.type], true);
  view.setUint32(at + 4, payload.length, true);
  view.setFloat64(at + 8, event.time, true);
  const id =
    "device" in event ? event.device : "task" in event ? event.task : "level" in event ? event.level : 0;
  view.setInt32(at + 16, id, true);
  view.setFloat64(at + 24, "ret" in event ? event.ret : "signal" in event ? event.signal : 0, true);
  new Uint8Array(buffer).set(payload, at + 32);
  view.setUint32(0, view.getUint32(0, true) + 1, true);
  view.setUint32(4, view.getUint32(4, true) + 32 + Math.ceil(payload.length / 8) * 8, true);
}

describe("EventReader", () => {
  it("reads back every event, those that wait outside the buffer too", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), fc.array(event, { maxLength: 8 }), (first, later) => {
        const buffer = new ArrayBuffer(16 << 10);
        const view = new DataView(buffer);
        const reader = new EventReader(buffer, () => {
          view.setUint32(8, 0, true);
          for (const event of later) append(buffer, event);
        });
        for (const event of first) append(buffer, event);
        if (first.length > 0) view.setUint32(8, later.length, true);
        expect(reader.drain()).toEqual(first.length > 0 ? [...first, ...later] : []);
        expect(reader.drain()).toEqual([]);
      }),
    );
  });

  it("loses nothing when more happens than the buffer holds", () => {
    const kernel = boot();
    upDevice(kernel, "192.0.2.1");
    const fd = socket(kernel, kernel.mainTask, SOCK_DGRAM);
    const to = putAddress(kernel, 0, "192.0.2.2", 9);
    const frames = 600;
    drained(kernel, "frame");
    for (let i = 0; i < frames; i++) {
      kernel.user.view.setUint32(4096, i, false);
      ok(kernel, kernel.mainTask, NR.sendto, fd, kernel.user.address + 4096, 1400, 0, to, 16);
    }
    const sent = drained(kernel, "frame").map(({ data }) =>
      new DataView(data.buffer, data.byteOffset).getUint32(28),
    );
    expect(sent).toEqual(Array.from({ length: frames }, (_, i) => i));
  });
});
