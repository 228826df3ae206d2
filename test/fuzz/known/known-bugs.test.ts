// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { DCCP, PACKET, packet } from "../../../src/fuzz/commands/dccp/packet.js";
import { type KnownBug, KnownBugs } from "../../../src/fuzz/known/known-bugs.js";
import { knownBugsOf } from "../../../src/fuzz/known/linux.js";
import { knownLine, readKnownBugs } from "../../../src/fuzz/known/read.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import { programOf } from "../support.js";

const ENDLESS = "BUG: watchdog: the call does not end";

describe("lists of known bugs", () => {
  it("have a line each, and remarks", () => {
    const text =
      "# one\n# of two lines\ntcp leak TCP: inuse # mem #\n\nudp ignored a / b\n# three\nudp stall x\n";
    const bugs: readonly KnownBug[] = [
      { protocol: "tcp", oracle: "leak", cause: "TCP: inuse # mem #", what: "one of two lines" },
      { protocol: "udp", oracle: "ignored", cause: "a / b", what: "" },
      { protocol: "udp", oracle: "stall", cause: "x", what: "three" },
    ];
    expect(readKnownBugs(text)).toEqual(bugs);
    expect(readKnownBugs(bugs.map(knownLine).join("\n"))).toEqual(bugs.map((bug) => ({ ...bug, what: "" })));
  });

  it.each(["ftp leak x", "tcp leak", "tcp"])("have no line such as %s", (line) => {
    expect(() => readKnownBugs(`\n${line}`)).toThrow("line 2 is no PROTOCOL ORACLE CAUSE");
  });
});

describe("known bugs", () => {
  const violation = { oracle: "kernel-message", cause: ENDLESS, message: "", index: 0 };

  it("are of a kernel, a protocol, a rule and a cause, and some of certain programs", () => {
    const known = new KnownBugs(knownBugsOf("6.12.117"));
    const [with3, without] = [PACKET.ccid3, 0].map((flags) =>
      programOf("dccp", packet(1, DCCP.request, { flags })),
    );
    if (with3 === undefined || without === undefined) throw new Error("no program");
    expect(known.covers(with3, violation)).toBe(true);
    expect(known.covers(without, violation)).toBe(false);
    expect(known.covers({ ...with3, protocol: "tcp" }, violation)).toBe(false);
    expect(known.covers(with3, { ...violation, cause: "BUG: another one" })).toBe(false);
    expect(known.covers(with3, { ...violation, oracle: "leak" })).toBe(false);
    expect(known.met).toMatchObject([{ bug: { cause: ENDLESS }, times: 1 }]);
    expect(knownBugsOf("7.0.0")).toEqual([]);
  });

  it("have causes as the rule tells them: what the kernel says without its numbers", () => {
    const said = knownBugsOf("6.12.117").filter(({ oracle }) => oracle === "kernel-message");
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter(({ cause }) => /\d/.test(cause))).toEqual([]);
  });

  it("hide nothing that comes later, but what is said at the same time", () => {
    const log = (text: string, timeNs: number) =>
      ({ type: "log", level: 0, text, timeNs, record: 0 }) as const;
    const history = (...observations: readonly ReturnType<typeof log>[]) => ({
      program: programOf("dccp"),
      startNs: 0,
      observations,
    });
    const isKnown = ({ cause }: { readonly cause: string }): boolean => cause === ENDLESS;
    const first = log(ENDLESS, 5);
    expect(judge(history(first))).toMatchObject({ cause: ENDLESS });
    expect(judge(history(first, log("Kernel panic - not syncing", 5)), isKnown)).toBeUndefined();
    expect(judge(history(first, log("BUG: another", 6)), isKnown)).toMatchObject({ cause: "BUG: another" });
  });
});
