// SPDX-License-Identifier: GPL-2.0
/**
 * Building the library: again after an edit of one file, and from nothing. All under the lock of
 * the ordinary build, so that there is never a second one beside it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lockPath, make, makeLibrary } from "./make.mjs";
import { reasonOf, time } from "./measure.mjs";
import { root } from "./place.mjs";

const EDITED = "net/ipv4/tcp_input.c";

/**
 * Lays folders of which this process alone sees the changes over SOURCE and BUILD, and runs the rest.
 * They are kept in memory: what holds the scratch folder may be such a folder itself, and of those
 * Linux does not make more.
 */
const LAY_OVER = `
set -e
scratch=$1 options=$2 source=$3 build=$4
shift 4
mount -t tmpfs tmpfs "$scratch"
for name in source build; do
  eval "folder=\\$$name"
  mkdir "$scratch/$name" "$scratch/$name.work"
  mount -t overlay -o "$options,lowerdir=$folder,upperdir=$scratch/$name,workdir=$scratch/$name.work" overlay "$folder"
done
mkdir "$scratch/caches"
exec "$@"
`;

/**
 * From an edit to verdicts. The edit and what is built of it are seen by this measurement alone, in a
 * mount namespace; the ordinary build stays as it is, and waits as long.
 * @returns {import("./measure.mjs").Figure[]}
 */
export function measureRebuild() {
  const titles = {
    build: `edit of ${EDITED} to the library`,
    test: `edit of ${EDITED} to the verdict of a test`,
    suite: `edit of ${EDITED} to the verdict of scripts-tests/tcp`,
  };
  makeLibrary([], {});
  const scratch = mkdtempSync(join(tmpdir(), "ktest-bench-"));
  const folder = dirname(join(make(["print-source"]).trim(), EDITED));
  const build = dirname(make(["print-objects"]).trim());
  const isRoot = process.getuid?.() === 0;
  const unshare = ["unshare", "--mount", ...(isRoot ? [] : ["--map-root-user"])];
  const options = isRoot ? "xino=off" : "xino=off,userxattr";
  const program = [process.execPath, join(root, "bench/edit.mjs"), join(folder, EDITED.replace(/.*\//, ""))];
  const layOver = ["sh", "-c", LAY_OVER, "sh", scratch, options, folder, build];
  const command = [...unshare, ...layOver, ...program, join(scratch, "caches")];
  try {
    const output = execFileSync("flock", [lockPath(), ...command], { encoding: "utf8", stdio: "pipe" });
    /** @type {import("./edit.mjs").Rounds} */
    const rounds = JSON.parse(output);
    /** @param {readonly number[]} seconds  after the build */
    const after = (seconds) => seconds.map((value, round) => value + (rounds.build[round] ?? Number.NaN));
    return [
      { name: titles.build, unit: "s", samples: rounds.build },
      { name: titles.test, unit: "s", samples: after(rounds.test), target: 10 },
      { name: titles.suite, unit: "s", samples: after(rounds.suite), target: 12 },
    ];
  } catch (error) {
    return Object.values(titles).map((name) => ({ name, unit: "s", samples: [], missing: reasonOf(error) }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Two whole builds in a folder that is removed afterwards: with an empty compiler cache, as on a
 * new machine, and with the cache that this leaves.
 * @returns {import("./measure.mjs").Figure[]}
 */
export function measureCleanBuild() {
  const folder = mkdtempSync(join(tmpdir(), "ktest-bench-"));
  const output = join(folder, "build");
  const env = { CCACHE_DIR: join(folder, "ccache"), CCACHE_MAXSIZE: "2G" };
  make(["source"]);
  const build = () => time(1, () => makeLibrary([`O=${output}`], env));
  try {
    const cold = build();
    rmSync(output, { recursive: true });
    const warm = build();
    return [
      { name: "clean build, nothing in the compiler cache", unit: "s", samples: cold, target: 360 },
      { name: "clean build, all in the compiler cache", unit: "s", samples: warm, target: 30 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
