// SPDX-License-Identifier: GPL-2.0
/** The scripts that come with the kernel: reading them, and running them in all their variants. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "../dist/dsl/index.js";
import { findLibrary } from "../dist/kernel/index.js";
import { TestExecutor, VARIANTS } from "../dist/runner/index.js";
import { time, timeAsync } from "./measure.mjs";
import { root } from "./place.mjs";

const FOLDER = join(root, "build/kernel-source/tools/testing/selftests/net/packetdrill");
const SMALL = "tcp_slow_start_slow-start-ack-per-1pkt.pkt";

/** @returns {Promise<import("./measure.mjs").Figure[]>} */
export async function measureScripts() {
  const { cold, warm } = inProcess();
  const tests = `${scripts().length} scripts × variants`;
  return [
    { name: "reading scripts, events", unit: "1/s", samples: parsing() },
    { name: `${tests}, first time in a process`, unit: "s", samples: cold, target: 0.5 },
    { name: `${tests}, prologues known`, unit: "s", samples: warm, target: 0.5 },
    {
      name: "ktest run, one test",
      unit: "s",
      samples: await command(join(FOLDER, SMALL), "--variant", "ipv4"),
    },
    { name: `ktest run, ${tests}`, unit: "s", samples: await command(FOLDER) },
  ];
}

function scripts() {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".pkt"))
    .sort()
    .map((name) => join(FOLDER, name));
}

/** Events a second, of all scripts one after the other. */
function parsing() {
  const texts = scripts().map((path) => ({ path, text: readFileSync(path) }));
  let events = 0;
  const action = () => {
    events = 0;
    for (const { path, text } of texts) events += parse(text, path).script.events.length;
  };
  time(5, action);
  return time(30, action).map((seconds) => events / seconds);
}

/** Without what happens once in a process: loading, boot. */
function inProcess() {
  const library = findLibrary();
  const options = {
    library,
    constants: library.replace(/\.so$/, ".constants.json"),
    seed: 0,
    limits: { virtualNs: 86_400e9, realMs: 60_000 },
    isCaching: true,
    options: {},
    defines: [],
    wantsLog: false,
  };
  const tests = VARIANTS.flatMap(({ name: variant }) => scripts().map((script) => ({ script, variant })));
  /** @type {TestExecutor | undefined} */
  let executor;
  const action = () => {
    for (const test of tests) {
      const report = executor?.run(test);
      if (report?.verdict !== "pass")
        throw new Error(`${test.script} as ${test.variant}: ${report?.verdict}`);
    }
  };
  const begin = () => {
    executor?.close();
    executor = new TestExecutor(options);
    executor.boot();
  };
  const cold = time(5, action, { before: begin });
  const warm = time(10, action);
  executor?.close();
  return { cold, warm };
}

/** @param {readonly string[]} args  of `ktest run` */
function command(...args) {
  return timeAsync(
    5,
    () =>
      new Promise((resolve, reject) => {
        const program = [join(root, "dist/cli/main.js"), "run", ...args];
        const child = spawn(process.execPath, program, { stdio: ["ignore", "ignore", "inherit"] });
        child.on("close", (status) => {
          if (status === 0) resolve();
          else reject(new Error(`ktest run ended with ${status}`));
        });
      }),
  );
}
