// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernel/index.js";
import { boot, call, drained, NR, ok, putAddress, SOCK_STREAM, socket, upDevice } from "./support.js";

/** Carries frames from each of the two to the other until both are quiet; how many. */
function exchange(a: Kernel, b: Kernel, device: number): number {
  let frames = 0;
  for (let before = -1; before !== frames; ) {
    before = frames;
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      for (const frame of drained(from, "frame")) {
        to.receive(device, frame.data);
        frames++;
      }
  }
  return frames;
}

describe("two instances", () => {
  it("speak TCP with each other, each with a clock of its own", () => {
    const server = boot({ clockNs: 7e9, seed: 1 });
    const client = boot({ clockNs: 1e9, seed: 2 });
    const device = upDevice(server, "192.0.2.1");
    expect(upDevice(client, "192.0.2.2")).toBe(device);

    const listener = socket(server, server.mainTask, SOCK_STREAM);
    ok(server, server.mainTask, NR.bind, listener, putAddress(server, 0, "192.0.2.1", 80), 16);
    ok(server, server.mainTask, NR.listen, listener, 1);
    expect(server.syscall(server.mainTask, NR.accept, listener, 0, 0)).toBeUndefined();

    const fd = socket(client, client.mainTask, SOCK_STREAM);
    const to = putAddress(client, 0, "192.0.2.1", 80);
    expect(client.syscall(client.mainTask, NR.connect, fd, to, 16)).toBeUndefined();
    // SYN, SYN-ACK, ACK; the events of both are drained by the exchange.
    expect(exchange(server, client, device)).toBe(3);
    expect([server.pending(server.mainTask), client.pending(client.mainTask)]).toEqual([false, false]);

    client.user.bytes.set(Buffer.from("through two kernels"), 4096);
    expect(ok(client, client.mainTask, NR.write, fd, client.user.address + 4096, 19)).toBe(19);
    exchange(server, client, device);
    const accepted = listener + 1;
    expect(ok(server, server.mainTask, NR.read, accepted, server.user.address + 4096, 100)).toBe(19);
    expect(Buffer.from(server.user.bytes.subarray(4096, 4115)).toString()).toBe("through two kernels");
    expect(server.now() - client.now()).toBe(6e9);
  });

  it("do not share anything", () => {
    const one = boot();
    const two = boot();
    upDevice(one, "192.0.2.1");
    const fd = socket(two, two.mainTask, SOCK_STREAM);
    const ENETUNREACH = 101;
    expect(call(two, two.mainTask, NR.connect, fd, putAddress(two, 0, "192.0.2.1", 80), 16)).toBe(
      -ENETUNREACH,
    );
    one.runUntil(one.now() + 1e9, "never");
    expect(one.now() - two.now()).toBe(1e9);
  });
});
