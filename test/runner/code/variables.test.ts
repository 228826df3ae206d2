// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  codeVariables,
  type SocketUnderTest,
  sourcesFor,
  type VariableSource,
} from "../../../src/runner/code/index.js";
import { testConstants } from "../helpers/constants.js";

const constants = testConstants();

/** A socket that has these options, and says this of itself. */
const socket = (values: Readonly<Record<string, Uint8Array>>): SocketUnderTest => ({
  option: (level, name) => values[`${level} ${name}`],
  diagnosis: (protocol) => values[protocol],
});

const all = sourcesFor("globals()");

const nameOf = (source: VariableSource): string =>
  "diagnosis" in source ? source.diagnosis : source.option[1];

const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

describe("variables of code blocks", () => {
  it("are asked for where a block of the script names one of their source", () => {
    const asked = (text: string): readonly string[] => sourcesFor(text).map(nameOf);
    expect(asked("assert tcpi_rto == 200000")).toEqual(["TCP_INFO"]);
    expect(asked("print(SK_MEMINFO_RCVBUF, dctcp_alpha)\nassert True")).toEqual([
      "TCP_CC_INFO",
      "SO_MEMINFO",
    ]);
    expect(asked("print('nothing')")).toEqual([]);
    expect(asked("print(globals()['tcp' + 'i_rto'])")).toEqual(all.map(nameOf));
  });

  it("have names by which their source is found", () => {
    const bytes = new Uint8Array(512);
    for (const source of all)
      for (const [name] of source.variables(bytes, constants))
        if (name !== "reserved") expect(sourcesFor(name), name).toContain(source);
  });

  it("are none where the socket has none of the options", () => {
    expect(codeVariables(all, socket({}), constants).size).toBe(0);
  });

  it("are the members of a structure, as far as the kernel returned it", () => {
    const { offset, size } = constants.struct("tcp_info").fields.get("tcpi_rto") ?? { offset: 0, size: 0 };
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), fc.nat({ max: size }), (value, missing) => {
        const bytes = new Uint8Array(offset + size - missing);
        const whole = new Uint8Array(offset + size);
        new DataView(whole.buffer).setUint32(offset, value, true);
        bytes.set(whole.subarray(0, bytes.length));
        const variables = codeVariables(all, socket({ "SOL_TCP TCP_INFO": bytes }), constants);
        expect(variables.get("tcpi_rto")).toBe(missing === 0 ? BigInt(value) : undefined);
        expect(variables.has("tcpi_ato")).toBe(false);
      }),
    );
  });

  it("are bits where the member is a bit field", () => {
    const info = new Uint8Array(8).fill(0xff);
    const variables = codeVariables(all, socket({ "SOL_TCP TCP_INFO": info }), constants);
    expect(variables.get("tcpi_snd_wscale")).toBe(15n);
    expect(variables.get("tcpi_delivery_rate_app_limited")).toBe(1n);
  });

  it("join the halves of BBR's bandwidth, and rename what Vegas has", () => {
    const value = words(7, 1, 2, 3, 4);
    const variables = codeVariables(all, socket({ "SOL_TCP TCP_CC_INFO": value }), constants);
    expect(variables.get("bbr_bw")).toBe((1n << 32n) | 7n);
    expect(variables.get("tcp_rtt")).toBe(2n);
    expect(variables.has("tcpv_rtt")).toBe(false);
  });

  it("are indexed by constants in SO_MEMINFO", () => {
    const variables = codeVariables(all, socket({ "SOL_SOCKET SO_MEMINFO": words(1, 2, 3) }), constants);
    expect(variables.get("SK_MEMINFO_RMEM_ALLOC")).toBe(1n);
    expect(variables.get("SK_MEMINFO_RCVBUF")).toBe(2n);
    expect(variables.has("SK_MEMINFO_SNDBUF")).toBe(false);
  });

  it("are what DCCP fills in of what sock_diag has, under names of their own", () => {
    const { offset } = constants.struct("tcp_info").fields.get("tcpi_rtt") ?? { offset: 0 };
    const info = new Uint8Array(constants.struct("tcp_info").size);
    new DataView(info.buffer).setUint32(offset, 100_000, true);
    const variables = codeVariables(all, socket({ IPPROTO_DCCP: info }), constants);
    expect(variables.get("dccpi_rtt")).toBe(100_000n);
    expect([...variables.keys()].filter((name) => !name.startsWith("dccpi_"))).toEqual([]);
    expect(variables.has("dccpi_snd_cwnd")).toBe(false);
  });
});
