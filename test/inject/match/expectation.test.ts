// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { printPacket } from "../../../src/dsl/print.js";
import { expectPacket, inject } from "../../../src/inject/inject.js";
import { Connections } from "../../../src/inject/mapping/connections.js";
import { DEFAULT_POLICY, type MatchPolicy } from "../../../src/inject/match/policy.js";
import { transport } from "../../../src/inject/wire/packet.js";
import { type KernelNumbers, kernelPacket, scriptPacket, V4, V6 } from "../script.js";

const SERVER: KernelNumbers = { localPort: 8080, remotePort: 49152, isn: 0xffff_fff0, remoteIsn: 10 };

/** A script and its kernel: lines of the one, packets of the other. */
class Session {
  readonly connections = new Connections(V4);

  constructor(
    private readonly numbers: KernelNumbers,
    private readonly policy: Partial<MatchPolicy> = {},
  ) {}

  inject(text: string): ReturnType<typeof transport> {
    return transport(inject(this.connections, scriptPacket(text)).packet);
  }

  /** What the script makes of packets of the kernel: the type of each offer, then the differences. */
  expect(expected: string, ...sent: readonly string[]): string[] {
    const policy = { ...DEFAULT_POLICY, ...this.policy };
    const expectation = expectPacket(this.connections, scriptPacket(expected), policy);
    return sent.flatMap((text) => {
      const offer = expectation.offer(kernelPacket(text, V4, this.numbers));
      if (offer.type !== "complete") return [offer.type];
      const fields = offer.differences.map(
        ({ field, expected, actual }) => `${field}: ${expected} / ${actual}`,
      );
      return [`${offer.segments}: ${printPacket(offer.actual())}`, ...fields];
    });
  }
}

function server(policy?: Partial<MatchPolicy>): Session {
  const session = new Session(SERVER, policy);
  session.connections.socket(3, "tcp");
  session.connections.listen(3);
  session.inject("< S 10:10(0) win 65535 <mss 1000,sackOK,nop,nop,nop,wscale 7>");
  const synAck = "> S. 0:0(0) ack 11 win 500 <mss 1460,nop,nop,sackOK,nop,wscale 8>";
  expect(session.expect("> S. 0:0(0) ack 11 <mss 1460,nop,nop,sackOK,nop,wscale 8>", synAck)).toEqual([
    `1: ${synAck}`,
  ]);
  session.inject("< . 1:1(0) ack 1 win 257");
  return session;
}

describe("a passive connection", () => {
  it("learns the kernel's numbers from the SYN-ACK and uses them from then on", () => {
    const session = server();
    expect(session.connections.underTest?.state).toBe("syn-ack-acknowledged");
    expect(session.expect("> P. 1:1001(1000) ack 1", "> P. 1:1001(1000) ack 1 win 500")).toEqual([
      "1: > P. 1:1001(1000) ack 1 win 500",
    ]);
    expect(session.inject("< . 1:1(0) ack 1001 win 257")).toMatchObject({
      sequence: 11,
      acknowledgment: (0xffff_fff0 + 1001) >>> 0,
    });
  });

  it("ignores packets of others", () => {
    const session = server();
    const expectation = expectPacket(session.connections, scriptPacket("> . 1:1(0) ack 1"));
    const offer = (packet: Parameters<typeof expectation.offer>[0]) => expectation.offer(packet).type;
    const text = "> . 1:1(0) ack 1";
    expect(offer(kernelPacket(text, V4, { ...SERVER, remotePort: 5 }))).toBe("ignored");
    expect(offer(kernelPacket(text, V6, SERVER))).toBe("ignored");
    expect(offer(kernelPacket("> udp (5)", V4, SERVER))).toBe("ignored");
    expect(offer(kernelPacket(text, V4, SERVER))).toBe("complete");
  });

  it("shows a packet that is not the expected one in the script's notation", () => {
    expect(server().expect("> [noecn] P. 1:1001(1000) ack 1", "> R. 1:1(0) ack 1 win 0")).toEqual([
      "1: > [noecn] R. 1:1(0) ack 1 win 0",
      "tcp.flags: P. / R.",
      "payload length: 1000 / 0",
    ]);
  });
});

describe("an active connection", () => {
  const CLIENT: KernelNumbers = {
    localPort: 40000,
    remotePort: 8080,
    isn: 5_000_000,
    remoteIsn: 123,
    clock: 77,
  };

  it("learns from the SYN, and the script's number from its answer", () => {
    const session = new Session(CLIENT);
    session.connections.socket(3, "tcp");
    session.connections.connect(3);
    const syn = "> S 0:0(0) win 500 <mss 1460,sackOK,TS val 1000 ecr 0,nop,wscale 8>";
    expect(session.expect("> S 0:0(0) <mss 1460,sackOK,TS val 1000 ecr 0,nop,wscale 8>", syn)).toEqual([
      `1: ${syn}`,
    ]);
    expect(
      session.inject("< S. 123:123(0) ack 1 win 14600 <mss 940,TS val 2000 ecr 1000,sackOK,nop,wscale 6>"),
    ).toMatchObject({
      sequence: 123,
      acknowledgment: 5_000_001,
      sourcePort: 8080,
      destinationPort: 40000,
      options: [{}, { type: "timestamps", value: 2000, echo: 1077 }, {}, {}, {}],
    });
    const ack = "> . 1:1(0) ack 1 win 500 <nop,nop,TS val 1001 ecr 2000>";
    expect(session.expect("> . 1:1(0) ack 1 <nop,nop,TS val 1001 ecr 2000>", ack)).toEqual([`1: ${ack}`]);
    expect(session.inject("< . 1:1(0) ack 1 win 92 <nop,nop,TS val 2001 ecr 1001>")).toMatchObject({
      sequence: 124,
      options: [{}, {}, { value: 2001, echo: 1078 }],
    });
  });
});

describe("a SYN with data", () => {
  it("is not taken for a part when an older socket has sent its SYN again before it", () => {
    const { connections } = new Session(SERVER);
    connections.socket(3, "tcp");
    connections.connect(3);
    const expectation = expectPacket(connections, scriptPacket("> S 0:800(800) <mss 1460>"));
    const older = { localPort: 40000, remotePort: 8080, isn: 77 };
    const newer = { localPort: 40001, remotePort: 8080, isn: 5_000_000 };
    expect(expectation.offer(kernelPacket("> S 0:0(0) <mss 1460,sackOK,nop,nop>", V4, older)).type).toBe(
      "incomplete",
    );
    expect(expectation.offer(kernelPacket("> S 0:800(800) <mss 1460>", V4, newer))).toMatchObject({
      type: "complete",
      differences: [],
      segments: 1,
    });
    expect(connections.underTest).toMatchObject({ local: { port: 40001 }, live: { localIsn: 5_000_000 } });
  });
});

describe("an expected segment", () => {
  it("may come in several", () => {
    expect(
      server().expect(
        "> P. 1:2501(2500) ack 1",
        "> . 1:1001(1000) ack 1",
        "> . 1001:2001(1000) ack 1",
        "> P. 2001:2501(500) ack 1",
      ),
    ).toEqual(["incomplete", "incomplete", "3: > P. 1:2501(2500) ack 1 win 500"]);
  });

  it("takes CWR from the first part, all other flags from the last", () => {
    expect(
      server().expect("> FP.W 1:2001(2000) ack 1", "> .W 1:1001(1000) ack 1", "> FP. 1001:2001(1000) ack 1"),
    ).toEqual(["incomplete", "2: > FP.W 1:2001(2000) ack 1 win 500"]);
  });

  it("may not come in several with strict segments", () => {
    const strict = server({ strictSegments: true });
    expect(strict.expect("> . 1:2001(2000) ack 1", "> . 1:1001(1000) ack 1")).toEqual([
      "1: > . 1:1001(1000) ack 1 win 500",
      "payload length: 2000 / 1000",
    ]);
  });

  it("wants parts of equal length, but for the last one", () => {
    expect(
      server().expect("> . 1:2501(2500) ack 1", "> . 1:1001(1000) ack 1", "> . 1001:1501(500) ack 1"),
    ).toEqual(["incomplete", "2: > . 1001:1501(500) ack 1 win 500", "segment 2: payload length: 1000 / 500"]);
  });

  it("wants parts that follow each other and differ in little", () => {
    expect(
      server().expect(
        "> . 1:2001(2000) ack 1",
        "> . 1:1001(1000) ack 1 win 500",
        "> .E 1002:2002(1000) ack 2 win 501 <nop,nop,nop,nop>",
      ),
    ).toEqual([
      "incomplete",
      "2: > .E 1002:2002(1000) ack 2 win 501 <nop,nop,nop,nop>",
      "segment 2: tcp.flags: . / .E",
      "segment 2: tcp.seq: 1001 / 1002",
      "segment 2: tcp.ack: 1 / 2",
      "segment 2: tcp.win: 500 / 501",
      "segment 2: tcp header length: 20 / 24",
    ]);
  });

  it("is not longer than expected", () => {
    expect(server().expect("> . 1:1001(1000) ack 1", "> . 1:2001(2000) ack 1")).toEqual([
      "1: > . 1:2001(2000) ack 1 win 500",
      "payload length: 1000 / 2000",
    ]);
    expect(
      server().expect("> . 1:1501(1500) ack 1", "> . 1:1001(1000) ack 1", "> . 1001:2001(1000) ack 1"),
    ).toEqual(["incomplete", "2: > . 1:2001(2000) ack 1 win 500", "payload length: 1500 / 2000"]);
  });

  it("is given up at once when no further part can help", () => {
    expect(server().expect("> . 1:2001(2000) ack 2", "> . 1:1001(1000) ack 1")).toEqual([
      "1: > . 1:1001(1000) ack 1 win 500",
      "payload length: 2000 / 1000",
      "tcp.ack: 2 / 1",
    ]);
  });

  it("can be settled before it is complete", () => {
    const session = server();
    const expectation = expectPacket(session.connections, scriptPacket("> . 1:2001(2000) ack 1"));
    expect(expectation.settle()).toBeUndefined();
    expectation.offer(kernelPacket("> . 1:1001(1000) ack 1", V4, SERVER));
    expect(expectation.settle()?.differences).toEqual([
      { field: "payload length", expected: "2000", actual: "1000" },
    ]);
  });

  it.each([
    ["> icmp packet_too_big", 'ipv4 has no ICMP type "packet_too_big"'],
    ["> S. 0:0(0) ack 1 <mss 65536>", "mss 65536 does not fit in 16 bits"],
  ])("is one that there can be: not %s", (text, message) => {
    expect(() => expectPacket(server().connections, scriptPacket(text))).toThrow(message);
  });

  it("is UDP in one datagram", () => {
    const session = new Session({ localPort: 40000, remotePort: 8080 });
    session.connections.socket(3, "udp");
    session.connections.connect(3);
    expect(session.expect("> udp (20)", "> udp (10)")).toEqual(["1: > udp (10)", "payload length: 20 / 10"]);
  });
});
