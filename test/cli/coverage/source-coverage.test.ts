// SPDX-License-Identifier: GPL-2.0
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { instrumentedFunctions } from "../../../src/cli/coverage/blocks.js";
import { SourceCoverage } from "../../../src/cli/coverage/source-coverage.js";
import { takeBlocks } from "../../../src/runner/coverage/blocks.js";
import { bareReport } from "../../../src/runner/report/bare-report.js";
import { ElfFile } from "../../../src/runner/report/elf.js";
import { makeFolder } from "../support/folder.js";

const TRACER = "void __sanitizer_cov_trace_pc(void) {}\nvoid other(void) {}\n";
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
  const folder = makeFolder({ "tree/net.c": SOURCE, "tree/tracer.c": TRACER });
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
  compile("tracer", "-fvisibility=hidden");
  const library = path("liblinux-6.12.0.so");
  execFileSync("gcc", [
    "-shared",
    "-nostdlib",
    "-Wl,-Bsymbolic",
    path("net.o"),
    path("tracer.o"),
    "-o",
    library,
  ]);
  return { library, source: join(realpathSync(folder), "tree/net.c") };
}

/** What a test reports that went through some blocks. */
function reportOf(blocks: readonly number[]): Parameters<SourceCoverage["add"]>[0] {
  const reached = new Uint8Array(1 << 16);
  for (const block of blocks) reached[block >> 2] = 1;
  return { ...bareReport({ script: "x.pkt", variant: "ipv4" }, [], 0), blocks: takeBlocks(reached) };
}

describe("lines of the kernel's source", () => {
  it("have the number of tests that reach them, and 0 if none does", async () => {
    const { library, source } = build("-fsanitize-coverage=trace-pc");
    const chosen = instrumentedFunctions(new ElfFile(readFileSync(library)))[0];
    const [entry = 0, call = 0, end = 0] = chosen?.blocks ?? [];
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
    const coverage = new SourceCoverage(build("-fsanitize-coverage=trace-pc").library);
    await expect(coverage.write(join(makeFolder(), "none/kernel.info"))).rejects.toThrow(
      "--coverage: ENOENT",
    );
  });
});
