// SPDX-License-Identifier: GPL-2.0
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WRITERS_LOCK } from "../../src/kernel/writers.js";
import { makeFolder } from "./support/folder.js";
import { ktest } from "./support/ktest.js";

/** Writes to a file that others write to, does something else, and looks whether it is as it was. */
const script = (name: string): string => `\`echo ${name} > shared.txt\`
0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 \`seq 20000 > /dev/null; grep -q ${name} shared.txt\`
+0 open("shared.txt", O_RDONLY) = 4
+0 read(4, ..., 100) = ${name.length + 1}
`;

/** Names of different lengths: what is read tells whose it is. */
const NAMES = Array.from({ length: 4 }, (_, index) => "x".repeat(index + 1).concat("y"));

const project = (): string =>
  makeFolder(Object.fromEntries(NAMES.map((name) => [`${name}.pkt`, script(name)])));

describe("files of the host that several tests write to", () => {
  it.each([["--no-cache"], ["--seed=1"]])("are left alone until a test has ended, %s", async (option) => {
    const cwd = project();
    for (let run = 0; run < 2; run++) {
      const [one, other] = await Promise.all(
        [1, 2].map(() => ktest(["run", option, "--workers", "3", "."], { cwd })),
      );
      expect([one?.stdout, one?.status, other?.status]).toEqual([
        expect.stringContaining("12 passed, 0 failed"),
        0,
        0,
      ]);
    }
  });

  it("are written when somebody who was killed meanwhile had them", async () => {
    const holder = spawn("flock", [WRITERS_LOCK, "sh", "-c", "echo held; exec sleep 1000"], {
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    await once(holder.stdout, "data");
    const ended = ktest(["run", "--variant", "ipv4", "xy.pkt"], { cwd: project() });
    process.kill(-(holder.pid ?? 0), "SIGKILL");
    expect(await ended).toMatchObject({ status: 0, stdout: expect.stringContaining("1 passed") });
  });
});
