// SPDX-License-Identifier: GPL-2.0
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { masked, PROGRAM, runProgram } from "../cli/support/ktest.js";
import { allExamples, placeOf } from "./support/examples.js";
import { makeKeptFolder } from "./support/folder.js";
import { allPages, blocksOf } from "./support/pages.js";

/**
 * Blocks marked `console` show commands behind `$ ` with what they print. They are run in a folder
 * that has the examples with a name, one after the other; real times do not count.
 */
const SESSIONS = allPages()
  .flatMap(blocksOf)
  .filter(({ info }) => info[0] === "console");

const folder = makeKeptFolder();
for (const { name, script } of allExamples()) writeFileSync(join(folder, name), script);
const launcher = join(folder, "ktest");
writeFileSync(launcher, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
chmodSync(launcher, 0o755);
const env = { PATH: `${folder}${delimiter}${process.env.PATH}` };

async function output(command: string): Promise<string> {
  const { stdout } = await runProgram("/bin/sh", ["-c", `exec 2>&1\n${command}`], { cwd: folder, env });
  return stdout;
}

describe("shown output is what is printed", () => {
  test.each(SESSIONS.map((block) => [placeOf(block), block] as const))("%s", async (_, { text }) => {
    const lines = text.split("\n").slice(0, -1);
    expect(lines[0]).toMatch(/^\$ /);
    const real: string[] = [];
    for (const line of lines.filter((each) => each.startsWith("$ ")))
      real.push(`${line}\n`, await output(line.slice(2)));
    expect(masked(real.join(""))).toBe(masked(text));
  });
});
