// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { VARIANTS, type VariantName } from "../../src/runner/config/variant.js";
import { type LoadedScript, ScriptLoader } from "../../src/runner/load.js";

const folder = mkdtempSync(join(tmpdir(), "ktest-load-"));
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string, name: VariantName): LoadedScript {
  const path = join(folder, "test.pkt");
  writeFileSync(path, text);
  const variant = VARIANTS.find((candidate) => candidate.name === name);
  if (variant === undefined) throw new RangeError(name);
  return new ScriptLoader({ options: {}, defines: [] }).load(path, variant);
}

function refusals(loaded: LoadedScript): readonly (readonly [number, string])[] {
  if (loaded.type === "ready") return [];
  return loaded.problems.map(({ diagnostic: { span, message } }) => [span.line, message]);
}

describe("ScriptLoader", () => {
  const unreachable = [
    "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3",
    "+0 > S 0:0(0) <...>",
    "+0 < icmp unreachable host_unreachable [0:0(0)]",
    "+0 < icmp unreachable port_unreachable [0:0(0)]",
    "",
  ].join("\n");

  it("refuses names of ICMP that the variant's IP version does not know, before anything runs", () => {
    expect(refusals(load(unreachable, "ipv6"))).toEqual([
      [3, 'ipv6 has no ICMP code "host_unreachable" for type 1'],
    ]);
    for (const name of ["ipv4", "ipv4-mapped-v6"] as const)
      expect(load(unreachable, name)).toMatchObject({ type: "ready" });
  });

  it("refuses scripts with mistakes and options that are none", () => {
    expect(refusals(load("0 close(3) = \n", "ipv4")).map(([line]) => line)).toEqual([1]);
    expect(refusals(load("--mtu=big\n0 close(3) = 0\n", "ipv4"))).toEqual([
      [1, "--mtu=big is not a number from 68 to 65535"],
    ]);
  });
});
