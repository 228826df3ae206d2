// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { VARIANTS, type VariantName } from "../../src/runner/config/variant.js";
import { type LoadedScript, ScriptLoader } from "../../src/runner/load.js";
import { CacheStore } from "../../src/runner/setup/cache-store.js";
import { StoredScripts } from "../../src/runner/setup/stored-scripts.js";

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

  it("says the same of scripts that another process has read, whatever is defined for them", () => {
    const store = new CacheStore(join(folder, "cache"));
    const defined = "+0 > S 0:0(0) win CONFIG <...>\n";
    const scripts = {
      sound: "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n",
      "with a mistake": "0 close(3) = \n",
      "that no check lets pass": "+1 close(3) = 0\n+0 > S 0:0(0) win 70000 <...>\n",
      "that depends on a name": defined,
      "that defines the name": `--define=CONFIG=10\n${defined}`,
      "that defines it badly": `--define=CONFIG=70000\n${defined}`,
    };
    const [variant] = VARIANTS;
    if (variant === undefined) throw new RangeError("no variants");
    const outcomes = Object.entries(scripts).map(([name, text]) => {
      const path = join(folder, `${name}.pkt`);
      writeFileSync(path, text);
      return [[], ["CONFIG=10"], ["CONFIG=70000"]].map((defines) => {
        const loads = [false, true, true].map((isStoring) => {
          const stored = isStoring ? new StoredScripts(store, "parser") : undefined;
          return new ScriptLoader({ options: {}, defines }, stored).load(path, variant);
        });
        for (const loaded of loads) expect(loaded).toEqual(loads[0]);
        return loads[0]?.type;
      });
    });
    expect(outcomes).toEqual([
      ["ready", "ready", "ready"],
      ["refused", "refused", "refused"],
      ["refused", "refused", "refused"],
      ["refused", "ready", "refused"],
      ["ready", "ready", "refused"],
      ["refused", "ready", "refused"],
    ]);
  });

  it("has the variants of a script from one reading, and does not keep all scripts", () => {
    const loader = new ScriptLoader({ options: {}, defines: [] });
    const [variant, other] = VARIANTS;
    if (variant === undefined || other === undefined) throw new RangeError("no variants");
    const paths = Array.from({ length: 20 }, (_, index) => join(folder, `${index}.pkt`));
    for (const path of paths) writeFileSync(path, "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n");
    const scriptOf = (path: string, of = variant): unknown => {
      const loaded = loader.load(path, of);
      return loaded.type === "ready" ? loaded.script : undefined;
    };
    const [first = ""] = paths;
    const script = scriptOf(first);
    expect(script).toBeDefined();
    expect(scriptOf(first, other)).toBe(script);
    for (const path of paths) scriptOf(path);
    expect(scriptOf(first)).not.toBe(script);
    expect(scriptOf(first)).toEqual(script);
  });
});
