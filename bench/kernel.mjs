// SPDX-License-Identifier: GPL-2.0
/** The library through the addon: boot, snapshots, clock, system calls. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootKernel } from "../dist/kernel/index.js";
import { time } from "./measure.mjs";
import {
  ANSWER_BYTES,
  answer,
  connect,
  exchange,
  makeClient,
  makeServer,
  receiveMegabyte,
} from "./tcp-peer.mjs";

const NR_GETTID = 178;
const HOUR_NS = 3600e9;

/** @returns {import("./measure.mjs").Figure[]} */
export function measureKernel() {
  return [
    { name: "boot to first system call", unit: "s", samples: start({}), target: 5e-3 },
    {
      name: "warm start: from a stored snapshot to first system call",
      unit: "s",
      samples: warmStart(),
      target: 1e-3,
    },
    ...connections(),
    { name: "one hour of idle virtual time", unit: "s", samples: idleHour(), target: 1e-3 },
    { name: "null system call through the addon", unit: "s", samples: nullCall(), target: 1.5e-6 },
  ];
}

/** @param {import("../dist/kernel/index.js").BootOptions} options */
function start(options) {
  /** @type {import("../dist/kernel/index.js").NativeKernel | undefined} */
  let kernel;
  const action = () => {
    kernel = bootKernel(options);
    kernel.syscall(kernel.mainTask, NR_GETTID);
  };
  return time(50, action, { after: () => kernel?.close() });
}

/** As workers do it that find the kernel, with its network set up, in the cache. */
function warmStart() {
  const folder = mkdtempSync(join(tmpdir(), "ktest-bench-"));
  const from = join(folder, "snapshot");
  try {
    const kernel = bootKernel();
    makeServer(kernel);
    kernel.snapshot().save(from);
    kernel.close();
    return start({ from });
  } finally {
    rmSync(folder, { recursive: true });
  }
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
      target: 20e-6,
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
  restore();
  figures.push(...transfers(server, client));
  kernel.close();
  return figures;
}

/**
 * On a connection that is there already; the instance is as the exchanges begin.
 * @param {import("./tcp-peer.mjs").Server} server
 * @param {ReturnType<typeof makeClient>} client
 * @returns {import("./measure.mjs").Figure[]}
 */
function transfers(server, client) {
  const { kernel } = server;
  const fd = connect(server, client);
  const connected = kernel.snapshot();
  const before = () => kernel.restore(connected);
  if (!answer(server, client, fd).some((event) => event.type === "frame" && event.data.length > ANSWER_BYTES))
    throw new Error("no answer");
  time(100, () => answer(server, client, fd), { before });
  return [
    {
      name: "one-packet round trip: 1000 bytes in, read, write, answer out",
      unit: "s",
      samples: time(2000, () => answer(server, client, fd), { before }),
    },
    {
      name: "1 MB in segments of 1460 bytes, read",
      unit: "s",
      samples: time(50, () => receiveMegabyte(server, client, fd), { before }),
    },
  ];
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
