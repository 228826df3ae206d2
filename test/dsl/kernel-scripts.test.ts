// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { load, parse, parseDefine, printScript, render } from "../../src/dsl/index.js";
import { findKernelScriptsDir } from "../support/kernel-scripts.js";
import { withoutSpans } from "./support/spans.js";

const folder = findKernelScriptsDir();
const files = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(".pkt"));

describe.runIf(folder !== undefined)("the scripts of the kernel source", () => {
  test("there are some", () => {
    expect(files.length).toBeGreaterThanOrEqual(24);
  });

  test.each(files)("%s is understood and can be printed", (name) => {
    const text = readFileSync(join(folder ?? "", name));
    const defines = ["CMSG_LEVEL_IP=SOL_IP", "CMSG_TYPE_RECVERR=IP_RECVERR"].map(parseDefine);
    const values = new Map(defines.flatMap((define) => (define ? [[define.name, define.value]] : [])));
    const { diagnostics, source } = load(text, name, values);
    expect(diagnostics.map((diagnostic) => render(diagnostic, source))).toEqual([]);

    const { script } = parse(text, name);
    expect(script.events.length).toBeGreaterThan(0);
    expect(withoutSpans(parse(printScript(script), name).script)).toEqual(withoutSpans(script));
  });
});
