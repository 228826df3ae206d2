// SPDX-License-Identifier: GPL-2.0
/**
 * The same system calls on an instance and, by host-peer.c, on the kernel of this machine inside a network
 * namespace of its own: two sockets of one program, connected over loopback.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bootKernel } from "../dist/kernel/index.js";
import { reasonOf, time } from "./measure.mjs";

/** Numbers of asm-generic/unistd.h. */
const NR = { ioctl: 29, close: 57, read: 63, write: 64, gettid: 178, socket: 198, bind: 200, listen: 201 };
const [NR_ACCEPT, NR_CONNECT] = [202, 203];
const [AF_INET, SOCK_STREAM] = [2, 1];
const SIOCSIFFLAGS = 0x8914;
const IFF_UP = 1;
const PORT = 8080;
const CHUNK = 16_384;
const MEGABYTE = 2 ** 20;
/** Where in the user memory data is. */
const BUFFER = 4096;

/** @typedef {import("./measure.mjs").Figure} Figure */
/** @typedef {"call" | "connect" | "byte" | "megabyte"} Operation  in the order of the rows */

/** host-peer.c does each as often. @type {Readonly<Record<Operation, { readonly title: string, readonly runs: number }>>} */
const OPERATIONS = {
  call: { title: "null system call", runs: 20_000 },
  connect: { title: "loopback: connect, accept, close of both ends", runs: 2000 },
  byte: { title: "loopback: a byte there and a byte back", runs: 2000 },
  megabyte: { title: "loopback: 1 MB, written and read 16 KiB at a time", runs: 50 },
};

/** @returns {Figure[]} */
export function measureLoopback() {
  const ours = onInstance();
  const theirs = onHost();
  return /** @type {[Operation, { readonly title: string }][]} */ (Object.entries(OPERATIONS)).flatMap(
    ([operation, { title }]) => [
      { name: `${title}: ktest`, unit: /** @type {const} */ ("s"), samples: ours[operation] },
      {
        name: `${title}: unshare -n, this machine's kernel`,
        unit: /** @type {const} */ ("s"),
        ...("missing" in theirs ? { samples: [], missing: theirs.missing } : { samples: theirs[operation] }),
      },
    ],
  );
}

/** @returns {Readonly<Record<Operation, readonly number[]>> | { readonly missing: string }} */
function onHost() {
  const folder = mkdtempSync(join(tmpdir(), "ktest-bench-"));
  const program = join(folder, "host-peer");
  const source = fileURLToPath(new URL("host-peer.c", import.meta.url));
  const runs = Object.values(OPERATIONS).map(({ runs }) => String(runs));
  try {
    execFileSync("cc", ["-O2", "-Wall", "-o", program, source], { stdio: "pipe" });
    return JSON.parse(execFileSync(program, runs, { stdio: "pipe", encoding: "utf8", maxBuffer: 1 << 26 }));
  } catch (error) {
    return { missing: reasonOf(error) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns {Readonly<Record<Operation, readonly number[]>>} */
function onInstance() {
  const kernel = bootKernel();
  const { bytes, view, address } = kernel.user;
  const data = address + BUFFER;
  /**
   * @param {number} nr
   * @param {readonly number[]} args
   */
  const call = (nr, ...args) => {
    const ret = kernel.syscall(kernel.mainTask, nr, ...args);
    if (ret === undefined || ret < 0) throw new Error(`system call ${nr} returned ${ret}`);
    return ret;
  };
  /**
   * @param {number} from
   * @param {number} to
   * @param {number} size
   */
  const pass = (from, to, size) => {
    if (call(NR.write, from, data, size) !== size) throw new Error("the data was not taken");
    for (let left = size; left > 0; ) left -= call(NR.read, to, data, left);
  };

  const listener = call(NR.socket, AF_INET, SOCK_STREAM, 0);
  bytes.fill(0, 0, 40);
  bytes.set(Buffer.from("lo"), 0);
  bytes.set([IFF_UP, 0], 16);
  call(NR.ioctl, listener, SIOCSIFFLAGS, address);
  bytes.fill(0, 0, 16);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, PORT, false);
  bytes.set([127, 0, 0, 1], 4);
  call(NR.bind, listener, address, 16);
  call(NR.listen, listener, 16);

  const connect = () => {
    const client = call(NR.socket, AF_INET, SOCK_STREAM, 0);
    call(NR_CONNECT, client, address, 16);
    return { client, server: call(NR_ACCEPT, listener, 0, 0) };
  };
  const connectAndClose = () => {
    const { client, server } = connect();
    call(NR.close, client);
    call(NR.close, server);
  };
  // The kernel fills tables at its first connection, on a machine once.
  connectAndClose();
  const fresh = kernel.snapshot();
  const { client, server } = connect();
  const connected = kernel.snapshot();
  const exchangeBytes = () => {
    pass(client, server, 1);
    pass(server, client, 1);
  };
  const sendMegabyte = () => {
    for (let sent = 0; sent < MEGABYTE; sent += CHUNK) pass(client, server, CHUNK);
  };
  /** @type {Readonly<Record<Operation, readonly [import("../dist/kernel/index.js").NativeSnapshot, () => void]>>} */
  const actions = {
    call: [fresh, () => call(NR.gettid)],
    connect: [fresh, connectAndClose],
    byte: [connected, exchangeBytes],
    megabyte: [connected, sendMegabyte],
  };
  const measured = /** @type {[Operation, (typeof actions)[Operation]][]} */ (Object.entries(actions)).map(
    ([operation, [snapshot, action]]) => {
      const before = () => kernel.restore(snapshot);
      const { runs } = OPERATIONS[operation];
      time(Math.ceil(runs / 10), action, { before });
      // Too short for the clock, and nothing to undo.
      if (operation === "call") return [operation, time(100, action, { repeat: runs / 100 })];
      return [operation, time(runs, action, { before })];
    },
  );
  kernel.close();
  return Object.fromEntries(measured);
}
