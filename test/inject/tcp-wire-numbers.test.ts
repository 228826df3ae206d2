// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { printPacket } from "../../src/dsl/print.js";
import { expectPacket, inject } from "../../src/inject/inject.js";
import { Connections } from "../../src/inject/mapping/connections.js";
import { toAst } from "../../src/inject/to-ast/packet.js";
import { encode } from "../../src/inject/wire/encode.js";
import { type Packet, transport } from "../../src/inject/wire/packet.js";
import { encodeQuote } from "../../src/inject/wire/quote.js";
import { resetReasonBytes } from "../../src/inject/wire/reset-reason.js";
import type { TcpHeader } from "../../src/inject/wire/tcp.js";
import { decoded, type KernelNumbers, kernelPacket, scriptPacket, V4 } from "./script.js";

const SERVER: KernelNumbers = { localPort: 8080, remotePort: 49152, isn: 0xffff_fff0, remoteIsn: 10 };

/** A server whose connection has come as far as its SYN-ACK. */
function opened(synAck = "> S. 0:0(0) ack 11"): Connections {
  const connections = new Connections(V4);
  connections.socket(3, "tcp");
  connections.listen(3);
  inject(connections, scriptPacket("< S 10:10(0) win 65535"));
  expect(differences(connections, synAck, sent("> S. 0:0(0) ack 11"))).toEqual([]);
  inject(connections, scriptPacket("< . 1:1(0) ack 1 win 257"));
  return connections;
}

/** What the kernel sends where a script says `text` with relative numbers. */
function sent(text: string, payload?: Uint8Array): Packet {
  const packet = kernelPacket(text, V4, SERVER);
  return payload ? { ...packet, payload } : packet;
}

function injected(text: string, connections = opened()): TcpHeader {
  const header = transport(inject(connections, scriptPacket(text)).packet);
  if (header?.type !== "tcp") throw new Error("no TCP");
  return header;
}

function outcome(connections: Connections, expected: string, ...packets: readonly Packet[]) {
  const expectation = expectPacket(connections, scriptPacket(expected));
  const offers = packets.map((packet) => expectation.offer(packet));
  const last = offers.at(-1);
  if (last?.type !== "complete") throw new Error(last?.type);
  return last;
}

function differences(connections: Connections, expected: string, ...packets: readonly Packet[]): string[] {
  return outcome(connections, expected, ...packets).differences.map(
    ({ field, expected, actual }) => `${field}: ${expected} / ${actual}`,
  );
}

function shown(connections: Connections, expected: string, ...packets: readonly Packet[]): string {
  return printPacket(outcome(connections, expected, ...packets).actual());
}

describe("an absolute sequence number", () => {
  it("goes on the wire as it is, and the acknowledgment is relative as ever", () => {
    expect(injected("< . 4711:4711(0)! ack 1 win 9")).toMatchObject({
      sequence: 4711,
      acknowledgment: 0xffff_fff1,
    });
    expect(injected("< . 4711:4711(0) ack 1 win 9")).toMatchObject({ sequence: 4721 });
  });

  it("is compared with that of the wire", () => {
    const segment = sent("> P. 1:101(100) ack 1");
    expect(differences(opened(), "> P. 4294967281:85(100)! ack 1", segment)).toEqual([]);
    expect(differences(opened(), "> P. 4294967282:86(100)! ack 1", segment)).toEqual([
      "tcp.seq: 4294967282! / 4294967281!",
    ]);
    expect(differences(opened(), "> P. 1:101(100)! ack 1", segment)).toEqual(["tcp.seq: 1! / 4294967281!"]);
  });

  it("is shown as one", () => {
    expect(shown(opened(), "> P. 1:101(100)! ack 1", sent("> P. 1:101(100) ack 1"))).toBe(
      "> P. 4294967281:85(100)! ack 1 win 500",
    );
  });

  it("may be that of the SYN-ACK, and later numbers count from it", () => {
    const connections = opened("> S. 4294967280:4294967280(0)! ack 11");
    expect(differences(connections, "> P. 1:101(100) ack 1", sent("> P. 1:101(100) ack 1"))).toEqual([]);
    expect(differences(connections, "> P. 4294967281:85(100)! ack 1", sent("> P. 1:101(100) ack 1"))).toEqual(
      [],
    );
  });

  it("of a SYN-ACK is reported as on the wire", () => {
    const connections = new Connections(V4);
    connections.socket(3, "tcp");
    connections.listen(3);
    inject(connections, scriptPacket("< S 10:10(0) win 65535"));
    expect(differences(connections, "> S. 5:5(0)! ack 11", sent("> S. 0:0(0) ack 11"))).toEqual([
      "tcp.seq: 5! / 4294967280!",
    ]);
  });

  it("may come in several segments", () => {
    const parts = [sent("> . 1:101(100) ack 1"), sent("> P. 101:201(100) ack 1")];
    expect(differences(opened(), "> P. 4294967281:185(200)! ack 1", ...parts)).toEqual([]);
  });

  it("may be quoted", () => {
    const { payload } = inject(opened(), scriptPacket("< icmp unreachable [4711:4711(0)!]")).packet;
    const relative = inject(opened(), scriptPacket("< icmp unreachable [1:1(0)]")).packet.payload;
    expect(Buffer.from(payload).readUInt32BE(24)).toBe(4711);
    expect(Buffer.from(relative).readUInt32BE(24)).toBe(0xffff_fff1);
  });
});

describe("any sequence number", () => {
  it("is not compared, but all else is", () => {
    const segment = sent("> P. 1001:1101(100) ack 1");
    expect(differences(opened(), "> P. ...(100) ack 1", segment)).toEqual([]);
    expect(differences(opened(), "> P. ...(99) ack 2", segment)).toEqual([
      "payload length: 99 / 100",
      "tcp.ack: 2 / 1",
    ]);
    expect(shown(opened(), "> P. ...(99) ack 2", segment)).toBe("> P. 1001:1101(100) ack 1 win 500");
  });

  it("may come in several segments that follow each other", () => {
    const parts = [sent("> . 11:111(100) ack 1"), sent("> P. 111:211(100) ack 1")];
    expect(differences(opened(), "> P. ...(200) ack 1", ...parts)).toEqual([]);
    expect(
      differences(opened(), "> P. ...(200) ack 1", parts[0] as Packet, sent("> P. 1:101(100) ack 1")),
    ).toEqual(["segment 2: tcp.seq: 111 / 1"]);
  });

  it("of the SYN-ACK is learnt, and called 0", () => {
    const connections = opened("> S. ...(0) ack 11");
    expect(differences(connections, "> P. 1:101(100) ack 1", sent("> P. 1:101(100) ack 1"))).toEqual([]);
    expect(injected("< . 1:1(0) ack 101 win 9", connections)).toMatchObject({ acknowledgment: 85 });
  });

  it("is nothing to inject", () => {
    expect(() => injected("< . ...(0) ack 1 win 9")).toThrow("any sequence number is for outbound segments");
    expect(() => inject(opened(), scriptPacket("< icmp unreachable [...(0)]"))).toThrow(
      /which one is quoted/,
    );
  });

  it("may be quoted by a message that is expected", () => {
    const connections = opened();
    const quote = encodeQuote({
      type: "tcp",
      source: V4.remote,
      destination: V4.local,
      sourcePort: 49152,
      destinationPort: 8080,
      sequence: 4711,
      payloadLength: 10,
    });
    const [ip] = sent("> . 1:1(0) ack 1").headers;
    if (ip?.type !== "ipv4") throw new Error("no IPv4");
    const message: Packet = {
      headers: [
        { ...ip, protocol: 1 },
        { type: "icmpv4", icmpType: 3, code: 2, rest: 0 },
      ],
      payload: quote,
    };
    const said = "> icmp unreachable protocol_unreachable";
    expect(differences(connections, `${said} [...(10)]`, message)).toEqual([]);
    expect(differences(connections, `${said} [...(11)]`, message)).toEqual([
      "icmp.quoted: ...(11) / ...(10)",
    ]);
    expect(differences(connections, `${said} [4711:4721(10)!]`, message)).toEqual([]);
    expect(differences(connections, `${said} [4701:4711(10)]`, message)).toEqual([]);
    expect(shown(connections, `${said} [1:1(0)!]`, message)).toBe(`${said} [4711:4721(10)!]`);
  });
});

describe("an open timestamp", () => {
  const segment = sent("> . 1:1(0) ack 1 <nop,nop,TS val 500 ecr 7>");

  it("is not compared, and nothing can be reckoned from it", () => {
    const connections = opened();
    expect(differences(connections, "> . 1:1(0) ack 1 <nop,nop,TS val ... ecr 7>", segment)).toEqual([]);
    expect(connections.underTest?.timestamps.toScript(500)).toBe(500);
    expect(() => injected("< . 1:1(0) ack 1 win 9 <nop,nop,TS val 8 ecr 500>", connections)).toThrow(
      /no outbound packet before this one had TS val 500/,
    );
  });

  it("leaves the echo compared", () => {
    expect(differences(opened(), "> . 1:1(0) ack 1 <nop,nop,TS val ... ecr 8>", segment)).toEqual([
      "tcp.option.TS.ecr: 8 / 7",
    ]);
  });

  it("is nothing to inject", () => {
    expect(() => injected("< . 1:1(0) ack 1 win 9 <nop,nop,TS val ... ecr 0>")).toThrow(
      "TS val ... is for expected packets only",
    );
  });
});

describe("an absolute echo", () => {
  it("goes on the wire as it is", () => {
    const header = injected("< . 1:1(0) ack 1 win 9 <nop,nop,TS val 8 ecr 4711!>");
    expect(header.options).toContainEqual({ type: "timestamps", value: 8, echo: 4711 });
  });

  it("is compared even where echoes are not, and shown as one", () => {
    const connections = opened();
    const policy = {
      strictSegments: false,
      timestampTickUs: 0,
      timestampToleranceUs: 0,
      timestampEcho: "any",
    } as const;
    const offer = (text: string) =>
      expectPacket(connections, scriptPacket(text), policy).offer(
        sent("> . 1:1(0) ack 1 <nop,nop,TS val 500 ecr 7>"),
      );
    expect(offer("> . 1:1(0) ack 1 <nop,nop,TS val 1 ecr 8>")).toMatchObject({ differences: [] });
    const wrong = offer("> . 1:1(0) ack 1 <nop,nop,TS val 1 ecr 8!>");
    if (wrong.type !== "complete") throw new Error(wrong.type);
    expect(wrong.differences).toEqual([{ field: "tcp.option.TS.ecr", expected: "8!", actual: "7!" }]);
    expect(printPacket(wrong.actual())).toBe("> . 1:1(0) ack 1 win 500 <nop,nop,TS val 1 ecr 7!>");
  });
});

describe("the reason of a reset", () => {
  const reason = { code: 5, pen: 32473 };

  it("is the payload", () => {
    const { packet } = inject(opened(), scriptPacket("< R. 1:9(8) ack 1 win 9 [code 5, pen 32473]"));
    expect(Buffer.from(packet.payload).toString("hex")).toBe("33aa000500007ed9");
    expect(printPacket(toAst(decoded(encode(packet)), "inbound"))).toMatch(/ \[code 5, pen 32473\]$/);
  });

  it("is compared", () => {
    const reset = sent("> R. 1:9(8) ack 1", resetReasonBytes(reason));
    expect(differences(opened(), "> R. 1:9(8) ack 1 [code 5, pen 32473]", reset)).toEqual([]);
    expect(differences(opened(), "> R. 1:9(8) ack 1 [code 6, pen 0]", reset)).toEqual([
      "tcp.reset code: 6 / 5",
      "tcp.reset pen: 0 / 32473",
    ]);
    expect(differences(opened(), "> R. 1:9(8) ack 1", reset)).toEqual(["payload byte 0: 0x0 / 0x33"]);
    expect(shown(opened(), "> R. 1:9(8) ack 1", reset)).toBe("> R. 1:9(8) ack 1 win 500 [code 5, pen 32473]");
  });

  it("may be missing", () => {
    const reset = sent("> R. 1:1(0) ack 1");
    expect(differences(opened(), "> R. 1:9(8) ack 1 [code 5, pen 0]", reset)).toEqual([
      "payload length: 8 / 0",
      "tcp.reset code: 5 / none",
      "tcp.reset pen: 0 / none",
    ]);
    const zeros = sent("> R. 1:9(8) ack 1");
    expect(shown(opened(), "> R. 1:9(8) ack 2 [code 0, pen 0]", zeros)).toBe("> R. 1:9(8) ack 1 win 500");
  });

  it("has eight bytes", () => {
    expect(() => injected("< R. 1:1(0) ack 1 win 9 [code 5, pen 0]")).toThrow(
      /a payload of 8 bytes, not of 0/,
    );
  });
});
