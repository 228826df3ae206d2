// SPDX-License-Identifier: GPL-2.0
/** The library through the addon: boot, snapshots, clock, system calls. */
import { bootKernel } from "../dist/kernel/index.js";
import { time } from "./measure.mjs";
import { exchange, makeClient, makeServer } from "./tcp-peer.mjs";

const NR_GETTID = 178;
const HOUR_NS = 3600e9;

/** @returns {import("./measure.mjs").Figure[]} */
export function measureKernel() {
  return [
    { name: "boot to first system call", unit: "s", samples: boot(), target: 10e-3 },
    ...connections(),
    { name: "one hour of idle virtual time", unit: "s", samples: idleHour(), target: 1e-3 },
    { name: "null system call through the addon", unit: "s", samples: nullCall(), target: 1.5e-6 },
  ];
}

function boot() {
  /** @type {import("../dist/kernel/index.js").NativeKernel | undefined} */
  let kernel;
  const action = () => {
    kernel = bootKernel();
    kernel.syscall(kernel.mainTask, NR_GETTID);
  };
  return time(50, action, { after: () => kernel?.close() });
}

/** @returns {import("./measure.mjs").Figure[]} */
function connections() {
  const kernel = bootKernel();
  const server = makeServer(kernel);
  const client = makeClient(server);
  const snapshot = kernel.snapshot();
  const restore = () => kernel.restore(snapshot);
  const withData = () => exchange(server, client, true);
  const runs = 2000;
  // The first rounds find out which pages change.
  time(100, withData, { after: restore });
  checkClosed(kernel, withData());
  restore();
  /** @type {import("./measure.mjs").Figure[]} */
  const figures = [
    {
      name: "restore after a TCP exchange",
      unit: "s",
      samples: time(runs, restore, { before: withData }),
      target: 60e-6,
    },
    {
      name: "restore and the next exchange, its page faults included",
      unit: "s",
      samples: time(runs, () => {
        restore();
        withData();
      }),
    },
    {
      name: "handshake, 1000 bytes, close",
      unit: "s",
      samples: time(runs, withData, { before: restore }),
    },
    {
      name: "handshake, close",
      unit: "s",
      samples: time(runs, () => exchange(server, client, false), { before: restore }),
    },
  ];
  kernel.close();
  return figures;
}

/**
 * What is measured must be whole: the server has answered and has nothing left to send again.
 * @param {import("../dist/kernel/index.js").NativeKernel} kernel
 * @param {readonly import("../dist/kernel/index.js").KernelEvent[]} events
 */
function checkClosed(kernel, events) {
  const answers = events.filter(({ type }) => type === "frame").length;
  kernel.runUntil(kernel.now() + 60e9, "never");
  const later = kernel.drain().filter((event) => event.type === "frame" && event.data[0] === 0x45).length;
  if (answers < 3 || later > 0) throw new Error(`${answers} answers, and ${later} later ones`);
}

function idleHour() {
  const kernel = bootKernel();
  makeServer(kernel);
  // What the new device sends comes first.
  kernel.runUntil(kernel.now() + HOUR_NS, "never");
  kernel.drain();
  const samples = time(100, () => kernel.runUntil(kernel.now() + HOUR_NS, "never"), {
    after: () => kernel.drain(),
  });
  kernel.close();
  return samples;
}

function nullCall() {
  const kernel = bootKernel();
  const action = () => kernel.syscall(kernel.mainTask, NR_GETTID);
  time(1, action, { repeat: 20_000 });
  const samples = time(100, action, { repeat: 10_000 });
  kernel.close();
  return samples;
}
