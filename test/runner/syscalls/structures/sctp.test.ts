// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bufferOf } from "../../../../src/runner/syscalls/params/buffer.js";
import { requestBytes } from "../../../../src/runner/syscalls/params/option-value.js";
import { actualStructure, checkStructure } from "../../../../src/runner/syscalls/structures/compare.js";
import { messageStructures, STRUCTURES } from "../../../../src/runner/syscalls/structures/index.js";
import { structureValue } from "../../../../src/runner/syscalls/structures/value.js";
import { testConstants } from "../../helpers/constants.js";
import { readStruct } from "./read-struct.js";

const constants = testConstants();

const value = (text: string, name: string) => {
  const { call, struct } = readStruct(text);
  const structure = STRUCTURES.find((one) => one.name === name);
  if (structure === undefined) throw new RangeError(name);
  return { call, value: structureValue(struct, [structure], call) };
};

const offset = (struct: string, member: string): number =>
  constants.struct(struct).fields.get(member)?.offset ?? Number.NaN;

describe("structures of SCTP", () => {
  it("have as many elements at the end as the script has written", () => {
    const numbers = fc.array(fc.nat({ max: 0xffff }), { maxLength: 6 });
    fc.assert(
      fc.property(numbers, numbers, (wanted, actual) => {
        const text = (list: readonly number[]) =>
          `{shmac_num_idents=${list.length}, shmac_idents=[${list.join(", ")}]}`;
        const [one, other] = [value(text(wanted), "sctp_hmacalgo"), value(text(actual), "sctp_hmacalgo")];
        expect(one.value.bytes.length).toBe(constants.struct("sctp_hmacalgo").size + 2 * wanted.length);
        const same = JSON.stringify(wanted) === JSON.stringify(actual);
        expect(checkStructure(one.value, one.value.bytes, one.call)).toEqual([]);
        expect(checkStructure(one.value, other.value.bytes, one.call).length > 0).toBe(!same);
      }),
    );
  });

  it("take keys as text and as numbers", () => {
    const bytes = (key: string) => value(`{sca_keylength=2, sca_key=${key}}`, "sctp_authkey").value.bytes;
    expect(bytes('"ab"')).toEqual(bytes("[97, 0x62]"));
    expect(bytes('"ab"').length).toBe(constants.struct("sctp_authkey").size + 2);
  });

  it("have structures within, whose members are compared", () => {
    const { call, value: status } = value(
      "{sstat_state=4, sstat_primary={spinfo_state=2, spinfo_cwnd=...}}",
      "sctp_status",
    );
    const other = status.bytes.slice();
    const at = offset("sctp_status", "sstat_primary") + offset("sctp_paddrinfo", "spinfo_state");
    expect(other[at]).toBe(2);
    other[at] = 1;
    expect(checkStructure(status, other, call).map(({ message }) => message)).toEqual([
      "sstat_primary.spinfo_state: expected 2 but got 1",
    ]);
    expect(actualStructure(status, other, call)).toMatchObject({
      members: [
        { name: "sstat_state", value: { value: 4 } },
        {
          name: "sstat_primary",
          value: { members: [{ name: "spinfo_state", value: { value: 1 } }] },
        },
      ],
    });
  });

  it("ask the kernel with those members that it reads", () => {
    const { value: asked } = value(
      "{spinfo_assoc_id=5, spinfo_address=..., spinfo_cwnd=77}",
      "sctp_paddrinfo",
    );
    const span = { start: 0, end: 0, line: 1, column: 1 };
    const request = requestBytes({ type: "structures", span, values: [asked] });
    expect(request[offset("sctp_paddrinfo", "spinfo_assoc_id")]).toBe(5);
    const address = offset("sctp_paddrinfo", "spinfo_address");
    const port = 8080;
    expect([...request.subarray(address, address + 8)]).toEqual([
      constants.require("AF_INET"),
      0,
      port >> 8,
      port & 0xff,
      192,
      0,
      2,
      1,
    ]);
    expect(request[offset("sctp_paddrinfo", "spinfo_cwnd")]).toBe(0);
    expect(asked.written.map(({ name }) => name)).toEqual(["spinfo_assoc_id", "spinfo_cwnd"]);
  });

  it("name associations as the script does", () => {
    const { call, value: wanted } = value("{srto_assoc_id=9, srto_initial=1}", "sctp_rtoinfo");
    const live = wanted.bytes.slice();
    live[offset("sctp_rtoinfo", "srto_assoc_id")] = 3;
    expect(checkStructure(wanted, live, call)).toEqual([]);
    live[offset("sctp_rtoinfo", "srto_assoc_id")] = 4;
    expect(checkStructure(wanted, live, call)[0]?.message).toBe("srto_assoc_id: expected 9 but got 4");
    const { struct } = readStruct("{srto_assoc_id=9}");
    const again = structureValue(
      struct,
      [STRUCTURES.find(({ name }) => name === "sctp_rtoinfo") ?? never()],
      call,
    );
    expect(again.bytes[offset("sctp_rtoinfo", "srto_assoc_id")]).toBe(3);
  });

  it("are other ones in messages than in options with the same numbers", () => {
    const level = constants.require("SOL_SCTP");
    const of = (type: string) =>
      messageStructures(level, constants.require(type), constants).map(({ name }) => name);
    expect(constants.require("SCTP_SNDRCV")).toBe(constants.require("SCTP_ASSOCINFO"));
    expect(of("SCTP_SNDRCV")).toEqual(["sctp_sndrcvinfo"]);
    expect(of("SCTP_INIT")).toEqual(["sctp_initmsg"]);
  });
});

function never(): never {
  throw new RangeError();
}

describe("notifications", () => {
  const written = (text: string) => {
    const { call, struct } = readStruct(text);
    const buffer = bufferOf(struct, call);
    return buffer.type === "structure"
      ? buffer.value.written.map(({ name, field }) => [name, field.offset])
      : [];
  };

  it("are told by their members", () => {
    expect(written("{sse_type=SCTP_SHUTDOWN_EVENT, sse_assoc_id=3}")).toEqual([
      ["sse_type", 0],
      ["sse_assoc_id", offset("sctp_shutdown_event", "sse_assoc_id")],
    ]);
  });

  it("are told by their type where members are the same", () => {
    const at = (type: string) => written(`{ssf_type=${type}, ssf_assoc_id=3}`)[1]?.[1];
    expect(at("SCTP_SEND_FAILED")).toBe(offset("sctp_send_failed", "ssf_assoc_id"));
    expect(at("SCTP_SEND_FAILED_EVENT")).toBe(offset("sctp_send_failed_event", "ssf_assoc_id"));
  });

  it("have the RFC's names, too, and common ones", () => {
    expect(written("{ssfe_type=SCTP_SEND_FAILED_EVENT, ssfe_error=0}")).toEqual([
      ["ssf_type", 0],
      ["ssf_error", offset("sctp_send_failed_event", "ssf_error")],
    ]);
    expect(written("{sn_type=SCTP_SHUTDOWN_EVENT, sn_length=12}").map(([, place]) => place)).toEqual([
      0,
      offset("sctp_shutdown_event", "sse_length"),
    ]);
  });

  it("are refused where the members are of none", () => {
    expect(() => written("{tcpi_rtt=1}")).toThrow("no notification of SCTP has these members");
    expect(() => written("{sse_type=SCTP_SHUTDOWN_EVENT, sse_asoc_id=1}")).toThrow("no sse_asoc_id");
  });
});
