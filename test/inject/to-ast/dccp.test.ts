// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../../src/dsl/print.js";
import { inject } from "../../../src/inject/inject.js";
import { Connection } from "../../../src/inject/mapping/connection.js";
import { Connections } from "../../../src/inject/mapping/connections.js";
import { toAst } from "../../../src/inject/to-ast/packet.js";
import { DCCP_TYPE } from "../../../src/inject/wire/dccp/layout.js";
import { dccpPacket } from "../dccp.js";
import { decoded, scriptPacket, V4 } from "../script.js";
import { dccpHeader } from "../wire/dccp/arbitrary.js";

const length = fc.integer({ min: 0, max: 1000 });

describe("a live DCCP packet", () => {
  it("is printed so that it is read as the same", () => {
    fc.assert(
      fc.property(dccpHeader, length, (header, bytes) => {
        const shown = toAst(dccpPacket(header, bytes), "outbound");
        const text = printPacket(shown);
        expect(printPacket(scriptPacket(text))).toBe(text);
        expect(withoutSpans(scriptPacket(text))).toEqual(withoutSpans(shown));
      }),
      { numRuns: 500 },
    );
  });

  it("is the same on the wire if what is printed is injected", () => {
    fc.assert(
      fc.property(dccpHeader, length, (header, bytes) => {
        fc.pre(header.options.every(({ type }) => type !== "timestamp_echo")); // a name for a time seen before
        const connections = new Connections(V4);
        const connection = connections.socket(3, "dccp");
        const packet = dccpPacket({ ...header, sourcePort: 8080, destinationPort: 8080 }, bytes);
        const text = printPacket(toAst(packet, "inbound", { connection }));
        const { frame } = inject(connections, scriptPacket(text));
        expect(decoded(frame).headers.at(-1)).toEqual(packet.headers.at(-1));
        expect(decoded(frame).payload).toEqual(packet.payload);
      }),
      { numRuns: 300 },
    );
  });

  it("is shown with the script's numbers, and as the packet that it is compared with", () => {
    const connection = new Connection("dccp");
    const header = {
      type: "dccp",
      sourcePort: 1,
      destinationPort: 2,
      packetType: DCCP_TYPE.RESPONSE,
      extended: true,
      ccval: 0,
      cscov: 0,
      sequence: 1000,
      acknowledgment: 5,
      service: 0x41424344,
      options: [],
    } as const;
    connection.dccp.learn(expected("> dccp Response seq 0 ack 5 service 0x41424344"), header);
    const packet = dccpPacket({ ...header, sequence: 1001 });
    const show = (like?: string): string =>
      printPacket(
        toAst(packet, "outbound", { connection, ...(like !== undefined && { like: scriptPacket(like) }) }),
      );
    expect(show()).toBe('> dccp Response seq 1 ack 5 service "ABCD"');
    expect(show('> dccp Response seq 9! ack 5 service "ABCD" ccval 1 cscov 2')).toBe(
      '> dccp Response seq 1001! ack 5 service "ABCD" ccval 0 cscov 0',
    );
  });
});

function expected(text: string) {
  const header = scriptPacket(text).headers.at(-1);
  if (header?.type !== "dccp") throw new Error(text);
  return header;
}

/** Where a node was read is not what it says. */
function withoutSpans(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === "span" ? undefined : part)));
}
