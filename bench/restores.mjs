// SPDX-License-Identifier: GPL-2.0
/**
 * By how many bytes this process grows while it restores an instance after TCP exchanges.
 *
 *	node --expose-gc bench/restores.mjs RESTORES
 */
import { bootKernel } from "../dist/kernel/index.js";
import { residentBytes } from "./resident.mjs";
import { exchange, makeClient, makeServer } from "./tcp-peer.mjs";

const WARM = 5000;

const kernel = bootKernel();
const server = makeServer(kernel);
const client = makeClient(server);
const snapshot = kernel.snapshot();

/** @param {number} times */
function run(times) {
  for (let i = 0; i < times; i++) {
    exchange(server, client, true);
    kernel.restore(snapshot);
  }
}

function resident() {
  globalThis.gc?.();
  return residentBytes();
}

run(WARM);
const before = resident();
run(Number(process.argv[2]));
process.stdout.write(`${resident() - before}\n`);
kernel.close();
