// SPDX-License-Identifier: GPL-2.0
/**
 * A suite run by ktest and by real packetdrill, side by side. packetdrill needs root and a tun device, and
 * gets a network namespace of its own for each test; it runs one test after the other, in real time.
 */
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { cost } from "./cost.mjs";
import { root } from "./place.mjs";

/** @typedef {import("./measure.mjs").Figure} Figure */
/** @typedef {import("./cost.mjs").Cost} Cost */
/** @typedef {{ readonly script: string, readonly args: readonly string[] }} Test  for packetdrill */

const RUNS = 7;

/**
 * @param {string} packetdrill  path of the program
 * @param {string} suite        folder of scripts
 * @param {number} every        each how many-th test packetdrill runs: 1 for all
 * @returns {Promise<Figure[]>}
 */
export async function measurePacketdrill(packetdrill, suite, every) {
  const tests = await testsOf(suite);
  const some = tests.filter((_, index) => index % every === 0);
  const theirs = some.map(({ script, args }) => runPacketdrill(resolve(packetdrill), script, args));
  const first = runKtest(suite, { KTEST_NO_CACHE: "1" });
  runKtest(suite, {});
  const ours = Array.from({ length: RUNS }, () => runKtest(suite, {}));
  /** @param {(cost: Cost) => number} of */
  const perTest = (of) => theirs.reduce((sum, cost) => sum + of(cost), 0) / theirs.length;
  const [wall, cpu] = [perTest((cost) => cost.wall), perTest((cost) => cost.cpu)];
  if (theirs.every(({ status }) => status !== 0))
    throw new Error(`no test passes with ${packetdrill}: it needs root and a tun device`);
  const what = `${tests.length} tests of ${basename(resolve(suite))}`;
  /** @param {(cost: Cost) => number} of */
  const all = (of) => ours.map(of);
  return [
    {
      name: `packetdrill, a test, wall time (${theirs.length} of ${what})`,
      unit: "s",
      samples: theirs.map((cost) => cost.wall),
    },
    { name: "packetdrill, a test, CPU time", unit: "s", samples: theirs.map((cost) => cost.cpu) },
    { name: `ktest, ${what}, wall time, nothing known`, unit: "s", samples: [first.wall] },
    { name: `ktest, ${what}, wall time`, unit: "s", samples: all((cost) => cost.wall) },
    { name: `ktest, ${what}, CPU time`, unit: "s", samples: all((cost) => cost.cpu) },
    {
      name: "wall time, ktest ÷ packetdrill",
      unit: "×",
      samples: all((cost) => cost.wall / tests.length / wall),
      target: 1 / 200,
    },
    {
      name: "CPU time, ktest ÷ packetdrill",
      unit: "×",
      samples: all((cost) => cost.cpu / tests.length / cpu),
      target: 1 / 30,
    },
  ];
}

/**
 * The tests of the suite with packetdrill's arguments for their variants, which are run_all.py's.
 * @param {string} suite
 * @returns {Promise<Test[]>}
 */
async function testsOf(suite) {
  /** @param {string} path */
  const load = (path) => import(pathToFileURL(join(root, "dist", path)).href);
  const [{ planTests }, { findScripts }, { VARIANTS }] = await Promise.all([
    load("cli/plan.js"),
    load("cli/find-scripts.js"),
    load("runner/config/variant.js"),
  ]);
  const { tests } = await planTests(findScripts([suite]), undefined, undefined);
  return tests.map((/** @type {{ script: string, variant: string }} */ { script, variant }) => {
    const { ipVersion, options, defines } = VARIANTS.find(
      (/** @type {{ name: string }} */ { name }) => name === variant,
    );
    const settings = Object.entries({ ip_version: ipVersion, ...options });
    return {
      script: resolve(script),
      args: [
        "--send_omit_free",
        ...settings.map(([name, value]) => `--${name}=${value}`),
        ...Object.entries(defines).map(([name, value]) => `-D${name}=${value}`),
      ],
    };
  });
}

/**
 * @param {string} program
 * @param {string} script
 * @param {readonly string[]} args
 */
function runPacketdrill(program, script, args) {
  const inside = 'ip link set lo up && exec "$@"';
  const command = ["unshare", "--net", "sh", "-c", inside, "sh", program, ...args, basename(script)];
  return cost(command, { cwd: dirname(script) });
}

/**
 * @param {string} suite
 * @param {Readonly<Record<string, string>>} environment
 */
function runKtest(suite, environment) {
  const command = [process.execPath, join(root, "dist/bundle/main.js"), "run", suite];
  return cost(command, { env: { ...process.env, ...environment } });
}
