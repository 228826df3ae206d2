// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { inject } from "../../../src/inject/inject.js";
import { Connections } from "../../../src/inject/mapping/connections.js";
import { PacketError } from "../../../src/inject/packet-error.js";
import { transport } from "../../../src/inject/wire/packet.js";
import { decoded, scriptPacket, V4 } from "../script.js";

function listening(): Connections {
  const connections = new Connections(V4);
  connections.socket(3, "tcp");
  connections.listen(3);
  return connections;
}

function injected(text: string): ReturnType<typeof decoded> {
  return decoded(inject(listening(), scriptPacket(text)).frame);
}

describe("what the nplab dialect has and is run", () => {
  it.each([
    ["[dscp af11]", 0x28],
    ["[dscp ef, ect0]", 0xba],
    ["[class 0x10]", 0x10],
  ])("%s", (fields, tos) => {
    expect(injected(`< ${fields} S 0:0(0) win 1`).headers[0]).toMatchObject({ tos });
  });

  it.each([
    ["exp-f990 0a0b,nop,nop", [0xf9, 0x90, 10, 11]],
    ["exp-tarr", [0x00, 0xac]],
    ["exp-tarr 3,nop,nop,nop", [0x00, 0xac, 6]],
    ["exp-AccECN1 ee1b 66051,nop", [0xac, 0xc1, 1, 2, 3]],
  ])("<%s> is an experimental option", (options, data) => {
    const header = transport(injected(`< S 0:0(0) win 1 <${options}>`));
    expect(header?.type === "tcp" && header.options[0]).toEqual({
      type: "unknown",
      kind: 254,
      data: Uint8Array.from(data),
    });
  });
});

describe("what excludes each other", () => {
  it.each(["< [tos 0x10, dscp af11] S 0:0(0) win 1"])("%s", (text) => {
    const connections = listening();
    inject(connections, scriptPacket("< S 0:0(0) win 1"));
    expect(() => inject(connections, scriptPacket(text))).toThrow(PacketError);
    expect(() => inject(connections, scriptPacket(text))).toThrow(/exclude each other/);
  });
});
