// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printExpression } from "../../../../src/dsl/print.js";
import { actualStructure, checkStructure } from "../../../../src/runner/syscalls/structures/compare.js";
import { STRUCTURES, structuresOf } from "../../../../src/runner/syscalls/structures/index.js";
import { mptcpTcpInfo } from "../../../../src/runner/syscalls/structures/mptcp-info.js";
import type { Structure } from "../../../../src/runner/syscalls/structures/structure.js";
import { structureValue } from "../../../../src/runner/syscalls/structures/value.js";
import { testConstants } from "../../helpers/constants.js";
import { readStruct } from "./read-struct.js";

const constants = testConstants();

const value = (text: string, structure: Structure) => {
  const { call, struct } = readStruct(text);
  return { call, ...structureValue(struct, [structure], call) };
};

function named(name: string): Structure {
  const found = STRUCTURES.find((structure) => structure.name === name);
  if (found === undefined) throw new RangeError(name);
  return found;
}

const numbersOf = ({ members }: Structure): readonly string[] =>
  Object.entries(members).flatMap(([name, kind]) => (kind === "integer" ? [name] : []));

const withNumbers = STRUCTURES.filter((structure) => numbersOf(structure).length > 0);

describe("structures", () => {
  it.each(STRUCTURES)(
    "has the members of struct $name that the kernel has",
    ({ name, members, prefix = "" }) => {
      const layout = constants.struct(name);
      for (const [member, kind] of Object.entries(members))
        if (typeof kind === "string" || !("place" in kind) || kind.place === "pointer")
          expect([...layout.fields.keys()]).toContain(`${prefix}${member}`);
    },
  );

  it("belong to options that the kernel's headers have", () => {
    for (const { options, name: struct } of STRUCTURES)
      for (const [level, name] of options) {
        const [of, option] = [constants.require(level), constants.require(name)];
        expect(structuresOf(of, option, constants).map((found) => found.name)).toContain(struct);
      }
  });

  it("agree with themselves, and name each member that differs", () => {
    const choice = fc.constantFrom(...withNumbers).chain((structure) =>
      fc.record({
        structure: fc.constant(structure),
        names: fc.uniqueArray(fc.constantFrom(...numbersOf(structure)), { minLength: 1, maxLength: 4 }),
        odd: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(choice, ({ structure, names, odd }) => {
        const changed = names[odd % names.length];
        const text = (other: boolean) =>
          `{${names.map((name) => `${name}=${other && name === changed ? 0 : 1}`).join(", ")}}`;
        const [one, two] = [value(text(false), structure), value(text(true), structure)];
        expect(checkStructure(one, one.bytes, one.call)).toEqual([]);
        expect(checkStructure(one, two.bytes, one.call).map(({ message }) => message)).toEqual([
          `${changed}: expected 1 but got 0`,
        ]);
      }),
    );
  });

  it("compares only what is written", () => {
    const { call, bytes, written, inputs } = value("{tcpi_snd_cwnd=10, tcpi_rtt=...}", named("tcp_info"));
    const actual = bytes.map((byte, index) => (index === 0 ? 7 : byte));
    expect(written.map(({ name }) => name)).toEqual(["tcpi_snd_cwnd"]);
    expect(checkStructure({ bytes, written, inputs }, actual, call)).toEqual([]);
    expect(checkStructure({ bytes, written, inputs }, actual.subarray(0, 8), call)[0]?.message).toBe(
      "tcpi_snd_cwnd: the kernel wrote 8 bytes only",
    );
  });

  it("has lists of structures behind it, as far apart as it says", () => {
    const list = value(
      "{size_user=6, tcp_info=[{tcpi_state=1, tcpi_options=4}, ..., {tcpi_state=7}]}",
      mptcpTcpInfo,
    );
    expect(list.bytes).toHaveLength(16 + 3 * 6);
    expect([list.bytes[16], list.bytes[21], list.bytes[28]]).toEqual([1, 4, 7]);
    expect(checkStructure(list, list.bytes, list.call)).toEqual([]);
    const actual = list.bytes.with(21, 5).with(28, 8);
    expect(checkStructure(list, actual, list.call).map(({ message }) => message)).toEqual([
      "tcp_info[0].tcpi_options: expected 4 but got 5",
      "tcp_info[2].tcpi_state: expected 7 but got 8",
    ]);
    expect(printExpression(actualStructure(list, actual, list.call))).toBe(
      "{size_user=6, tcp_info=[{tcpi_state=1, tcpi_options=5}, {tcpi_state=8}]}",
    );
  });

  it("points to lists of structures, with as much room as it says", () => {
    const full = value(
      "{size_tcpinfo_user=8, size_arrays_user=3, tcp_info=[{tcpi_state=1}, {tcpi_state=7}]}",
      named("mptcp_full_info"),
    );
    const [, , first, second] = full.written;
    expect(first?.memory).toHaveLength(3 * 8);
    expect(second).toMatchObject({ name: "tcp_info[1].tcpi_state", field: { offset: 8, size: 1 } });
    expect(checkStructure(full, full.bytes, full.call)).toEqual([]);
    first?.memory?.set([9], 8);
    expect(checkStructure(full, full.bytes, full.call).map(({ message }) => message)).toEqual([
      "tcp_info[1].tcpi_state: expected 7 but got 9",
    ]);
  });

  it("takes members without names in the order of the headers", () => {
    const filter = named("sock_filter");
    expect(value("{6, 1, 2, 0xffff}", filter).bytes).toEqual(
      value("{code=6, jt=1, jf=2, k=0xffff}", filter).bytes,
    );
    expect([...value("{6, 1, 2, 0xffff}", filter).bytes]).toEqual([6, 0, 1, 2, 0xff, 0xff, 0, 0]);
  });

  it("writes addresses, and the remote one for ...", () => {
    const { bytes } = value(
      '{imr_multiaddr=inet_addr("239.1.2.3"), imr_interface="10.0.0.1"}',
      named("ip_mreq"),
    );
    expect([...bytes]).toEqual([239, 1, 2, 3, 10, 0, 0, 1]);
    const key = value('{tcpm_addr=..., tcpm_keylen=3, tcpm_key="abc"}', named("tcp_md5sig"));
    expect([...key.bytes.subarray(0, 8)]).toEqual([constants.require("AF_INET"), 0, 0, 0, 192, 0, 2, 1]);
    expect([...key.bytes.subarray(136, 140)]).toEqual([97, 98, 99, 0]);
  });

  it.each([
    ["{onoff=1, linge=2}", "linger", "struct linger has no linge"],
    ["{1, 2, 3}", "linger", "struct linger has 2 members"],
    ["{code=65536}", "sock_filter", "code: 65536 does not fit into 16 bits"],
    ['{ipv6mr_multiaddr=inet_addr("10.0.0.1")}', "ipv6_mreq", "the address has 4 bytes, not 16"],
    [`{tcpm_key="${"x".repeat(81)}"}`, "tcp_md5sig", "the string has 81 bytes, and there is room for 80"],
    ["{len=1, filter=7}", "sock_fprog", "expected a list of {code=, jt=, jf=, k=}, not a number"],
    ["{tcpm_addr=NULL}", "tcp_md5sig", "expected an address, not NULL"],
  ])("refuses %s for struct %s", (text, name, message) => {
    expect(() => value(text, named(name))).toThrow(message);
  });

  it("is refused for options that have none", () => {
    const { call, struct } = readStruct("{onoff=1}");
    expect(() => structureValue(struct, [], call)).toThrow("no structure is known for this option");
  });
});
