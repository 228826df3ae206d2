// SPDX-License-Identifier: GPL-2.0
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, describe, expect, it } from "vitest";
import { type Block, instrumentedFunctions } from "../../../src/cli/coverage/blocks.js";
import { SourceCoverage } from "../../../src/cli/coverage/source-coverage.js";
import { takeBlocks } from "../../../src/runner/coverage/blocks.js";
import { bareReport } from "../../../src/runner/report/bare-report.js";
import { ElfFile } from "../../../src/runner/report/elf.js";
import { makeFolder } from "../support/folder.js";

/** What the kernel's build puts in front of each file of net/. */
const COUNTERS = fileURLToPath(
  new URL("../../../kernel/arch/lib/include/asm/block_counters.h", import.meta.url),
);
const INSTRUMENTED = ["-fsanitize-coverage=trace-pc", "-include", COUNTERS];
const OTHER = "void other(void) {}\n";
const SOURCE = `void other(void);

void choose(int n)
{
	if (n)
		other();
}

void unused(void)
{
}
`;

interface Built {
  readonly library: string;
  /** What the library is made from; the compiler sees it through a link. */
  readonly source: string;
}

/** A library of which `net.c` tells which code runs, as the kernel's does of net/. */
function build(...flags: readonly string[]): Built {
  const folder = makeFolder({ "tree/net.c": SOURCE, "tree/other.c": OTHER });
  mkdirSync(join(folder, "farm"));
  symlinkSync(join(folder, "tree"), join(folder, "farm/source"));
  const path = (name: string): string => join(folder, name);
  const compile = (name: string, ...more: string[]): void => {
    execFileSync("gcc", [
      "-O0",
      "-g1",
      "-fPIC",
      "-c",
      ...more,
      path(`farm/source/${name}.c`),
      "-o",
      path(`${name}.o`),
    ]);
  };
  compile("net", ...flags);
  compile("other");
  const library = path("liblinux-6.12.0.so");
  execFileSync("gcc", [
    "-shared",
    "-nostdlib",
    "-Wl,-Bsymbolic",
    path("net.o"),
    path("other.o"),
    "-o",
    library,
  ]);
  return { library, source: join(realpathSync(folder), "tree/net.c") };
}

/** What a test reports that went through some blocks. */
function reportOf(blocks: readonly Block[]): Parameters<SourceCoverage["add"]>[0] {
  const counters = new Uint8Array(1 << 16);
  for (const { number } of blocks) counters[number] = 1;
  return { ...bareReport({ script: "x.pkt", variant: "ipv4" }, [], 0), blocks: takeBlocks(counters) };
}

describe("lines of the kernel's source", () => {
  it("have the number of tests that reach them, and 0 if none does", async () => {
    const { library, source } = build(...INSTRUMENTED);
    const chosen = instrumentedFunctions(new ElfFile(readFileSync(library)))[0];
    const [entry, call, end] = chosen?.blocks ?? [];
    assert(entry !== undefined && call !== undefined && end !== undefined);
    const coverage = new SourceCoverage(library);
    coverage.add(reportOf([entry, end]));
    coverage.add(reportOf([entry, call, end]));
    coverage.add(reportOf([]));
    const file = join(makeFolder(), "kernel.info");
    await coverage.write(file);
    expect(readFileSync(file, "utf8")).toBe(`TN:
SF:${source}
FN:4,choose
FN:10,unused
FNDA:2,choose
FNDA:0,unused
FNF:2
FNH:1
DA:5,2
DA:6,1
DA:7,2
DA:11,0
LF:4
LH:3
end_of_record
`);
  });

  it("are none of a library that does not tell", () => {
    const { library } = build();
    expect(() => new SourceCoverage(library)).toThrow(
      `${library} does not tell which code runs: that is the variant coverage; ktest kernel build --variant coverage makes one`,
    );
  });

  it("cannot be written where there is no folder", async () => {
    const coverage = new SourceCoverage(build(...INSTRUMENTED).library);
    await expect(coverage.write(join(makeFolder(), "none/kernel.info"))).rejects.toThrow(
      "--coverage: ENOENT",
    );
  });
});
