// SPDX-License-Identifier: GPL-2.0
/*
 * A process of its own: boots with the seed argv[2] in the slot argv[3], lets a TCP connection
 * attempt time out, and prints every IPv4 frame with its time.
 */
import { createRequire } from "node:module";
import { argv } from "node:process";

const [, , seed, slot, addon, library] = argv;
const { Instance } = createRequire(import.meta.url)(addon);
const kernel = new Instance({ library, seed: BigInt(seed), slot: Number(slot) });
const bytes = new Uint8Array(kernel.user);
const task = kernel.mainTask;
const call = (nr, ...args) => kernel.syscall(task, nr, ...args);

kernel.createDevice({ name: "tun0" });
const udp = call(198, 2, 2, 0);
for (const [request, data] of [
  [0x8916, [2, 0, 0, 0, 192, 0, 2, 1]],
  [0x891c, [2, 0, 0, 0, 255, 255, 255, 0]],
  [0x8914, [1, 0]],
]) {
  bytes.fill(0, 0, 40);
  bytes.set(Buffer.from("tun0"), 0);
  bytes.set(data, 16);
  if (call(29, udp, request, kernel.userAddress) !== 0) throw new Error(`ioctl ${request}`);
}
bytes.set([2, 0, 0, 80, 192, 0, 2, 2], 0);
call(203, call(198, 2, 1, 0), kernel.userAddress, 16);
kernel.runUntil(200e9, false);

const events = new DataView(kernel.events);
for (let at = 64; at < 64 + events.getUint32(4, true); ) {
  const length = events.getUint32(at + 4, true);
  if (events.getUint32(at, true) === 1) {
    const frame = Buffer.from(kernel.events, at + 32, length).toString("hex");
    if (frame.startsWith("4")) console.log(events.getFloat64(at + 8, true), frame);
  }
  at += 32 + Math.ceil(length / 8) * 8;
}
kernel.close();
