// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { parseCommandLine } from "../../../src/cli/packetdrill/command-line.js";
import { planScript } from "../../../src/cli/packetdrill/plan.js";
import { splitArguments } from "../../../src/cli/packetdrill/split.js";
import { parse } from "../../../src/dsl/parse.js";
import { PACKETDRILL_OPTIONS } from "../../../src/runner/config/packetdrill-options.js";

const words = (text: string) => text.split(" ");
const lines = (text: string) => parse(`${text}\n0 close(3) = 0\n`, "test.pkt").script.options;

describe("splitArguments", () => {
  it("leaves to ktest what stands before --packetdrill", () => {
    expect(splitArguments(words("run --seed 3 --packetdrill --mtu 1400 a.pkt"))).toEqual({
      own: ["run", "--seed", "3"],
      command: ["--mtu", "1400", "a.pkt"],
    });
    expect(splitArguments(["run", "--packetdrill"])).toEqual({ own: ["run"], command: [] });
    expect(splitArguments(["check", "--packetdrill"]).command).toBeUndefined();
  });
});

describe("parseCommandLine", () => {
  it("reads what run_all.py writes", () => {
    const text =
      "--send_omit_free --ip_version=ipv4-mapped-ipv6 --remote_ip=192.0.2.1 -D CODE=host_unreachable -D A=B=C -vv a.pkt";
    expect(parseCommandLine(words(text))).toEqual({
      scripts: ["a.pkt"],
      options: { send_omit_free: "", ip_version: "ipv4-mapped-ipv6", remote_ip: "192.0.2.1" },
      defines: ["CODE=host_unreachable", "A=B=C"],
      isVerbose: true,
      isDryRun: false,
      notes: [],
    });
  });

  it("lets the last value of an option count, and adds up what is not fatal", () => {
    const { options } = parseCommandLine(
      words("--mtu=1400 a.pkt --mtu 1300 --non_fatal=packet --non_fatal syscall"),
    );
    expect(options).toEqual({ mtu: "1300", non_fatal: "packet,syscall" });
  });

  it("says of options that change nothing why", () => {
    const { notes } = parseCommandLine(words("--speed=100 a.pkt"));
    expect(notes).toEqual(["--speed changes nothing: the scripted device takes no time for a packet"]);
  });

  it.each([...PACKETDRILL_OPTIONS].filter(([, { refused }]) => refused !== undefined))(
    "names --%s, which cannot be followed",
    (name, { kind, refused }) => {
      const value = kind === "value" ? "=1" : "";
      expect(() => parseCommandLine([`--${name}${value}`])).toThrow(
        `--${name} cannot be followed: ${refused}`,
      );
    },
  );

  it.each([
    ["", "error: missing script path"],
    ["-D X a.pkt", "Command Line: bad definition: X"],
    ["--ip_version=ipv5 a.pkt", "Command Line: bad --ip_version: ipv5"],
  ])("refuses %j", (text, message) => {
    expect(() => parseCommandLine(text === "" ? [] : words(text))).toThrow(message);
  });
});

describe("planScript", () => {
  const version = (text: string, options: Readonly<Record<string, string>>) =>
    planScript(lines(text), options)?.variant.name;

  it("runs a script once: as the command line says, then as the script says, then over IPv4", () => {
    expect(version("", {})).toBe("ipv4");
    expect(version("--ip_version=ipv6", {})).toBe("ipv6");
    expect(version('--ip_version="ipv4-mapped-ipv6"', {})).toBe("ipv4-mapped-v6");
    expect(version("--ip_version=ipv6", { ip_version: "ipv4-mapped-ipv6" })).toBe("ipv4-mapped-v6");
    expect(version("--ip_version=ipv9", {})).toBeUndefined();
  });

  it("has packetdrill's MTU where nobody says otherwise", () => {
    expect(planScript([], { ip_version: "ipv6" })?.options.mtu).toBe("1500");
    expect(planScript([], { mtu: "1400" })?.options.mtu).toBe("1400");
    expect(planScript(lines("--mtu=1300"), {})?.options.mtu).toBeUndefined();
  });
});
