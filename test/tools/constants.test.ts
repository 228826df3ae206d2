// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../cli/support/folder.js";
import { root } from "../support/set-up.js";

const source = join(root, "build/kernel-source");

/** The kernel's tree, in links, but for one header of its user interface. */
function treeWith(header: string, edit: (text: string) => string): string {
  const tree = makeFolder();
  const original = realpathSync(source);
  mkdirSync(join(tree, "include"));
  for (const folder of ["", "include"])
    for (const name of readdirSync(join(original, folder)))
      if (!["include", "include/uapi"].includes(join(folder, name)))
        symlinkSync(join(original, folder, name), join(tree, folder, name));
  cpSync(join(original, "include/uapi"), join(tree, "include/uapi"), { recursive: true });
  const path = join(tree, "include/uapi", header);
  writeFileSync(path, edit(readFileSync(path, "utf8")));
  return tree;
}

function generate(tree: string) {
  const output = join(tree, "constants.json");
  const program = join(root, "tools/generate-constants.mjs");
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, "--kernel-source", tree, "--output", output],
    {
      encoding: "utf8",
    },
  );
  const made: { structs: object } | undefined = existsSync(output)
    ? JSON.parse(readFileSync(output, "utf8"))
    : undefined;
  return { status, stderr, structs: Object.keys(made?.structs ?? {}) };
}

describe.runIf(existsSync(source))("constants of a kernel's headers", () => {
  it("do without structures that came with a later one", () => {
    const older = treeWith("linux/mptcp.h", (text) => text.replaceAll("mptcp_full_info", "other"));
    const { status, stderr, structs } = generate(older);
    expect([status, stderr]).toEqual([0, ""]);
    expect(structs).toContain("mptcp_info");
    expect(structs).not.toContain("mptcp_full_info");
  });

  it("are not made without one that every kernel has", () => {
    const { status, stderr } = generate(
      treeWith("linux/tcp.h", (text) => text.replaceAll("tcp_md5sig", "other")),
    );
    expect([status, stderr]).toEqual([1, "generate-constants: no header has a struct tcp_md5sig\n"]);
  });
});
