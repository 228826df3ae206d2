// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { claims } from "../../../src/inject/mapping/claims.js";
import { Connections } from "../../../src/inject/mapping/connections.js";
import { socketProtocol } from "../../../src/inject/mapping/socket-protocol.js";
import { PacketError } from "../../../src/inject/packet-error.js";
import { kernelPacket, scriptPacket, V4, V6 } from "../script.js";

const SYN = scriptPacket("< S 0:0(0) win 65535");
const EPHEMERAL = { localPort: 8080, remotePort: 49152 };

function listening(): Connections {
  const connections = new Connections(V4);
  connections.socket(3, "tcp");
  connections.listen(3);
  return connections;
}

function connecting(): Connections {
  const connections = new Connections(V4);
  connections.socket(3, "tcp");
  connections.connect(3);
  return connections;
}

describe("the port that a socket is bound to", () => {
  const bound = (): Connections => new Connections(V4, (fd) => (fd === 3 ? 5353 : undefined));

  it("is where datagrams go", () => {
    const connections = bound();
    connections.socket(3, "udp");
    expect(connections.forScript(scriptPacket("< udp (10)")).local?.port).toBe(5353);
    connections.socket(4, "udp");
    expect(connections.forScript(scriptPacket("< udp (10)")).local?.port).toBe(8080);
  });

  it("is where the first segment for a listening socket goes", () => {
    const connections = bound();
    connections.socket(3, "tcp");
    connections.listen(3);
    expect(connections.forScript(SYN).local?.port).toBe(5353);
  });
});

describe("the port that a call writes out", () => {
  it("is where packets of the connection go", () => {
    const connections = new Connections(V4);
    connections.socket(3, "udp");
    connections.connect(3, 5001);
    expect(connections.forScript(scriptPacket("< udp (10)")).remote).toEqual({
      address: V4.remote,
      port: 5001,
    });
  });
});

describe("packets with ports", () => {
  it("are of another peer if the socket has sent to one before", () => {
    const connections = new Connections(V4);
    connections.socket(3, "udp");
    connections.connect(3, 5001);
    const first = connections.forScript(scriptPacket("> udp 8080 > 5001 (10)"));
    const second = connections.forScript(scriptPacket("> udp 8080 > 5002 (10)"));
    expect(second).not.toBe(first);
    expect(second.remote?.port).toBe(5002);
    expect(connections.forScript(scriptPacket("> udp 8080 > 5001 (10)"))).toBe(first);
  });

  it("open the connection of the socket that connects there", () => {
    const connections = new Connections(V4);
    const first = connections.socket(3, "tcp");
    connections.connect(3, 5001);
    connections.socket(4, "tcp");
    expect(connections.forScript(scriptPacket("> 1024 > 5001 S 0:0(0) <...>"))).toBe(first);
    expect(first.state).toBe("syn-sent");
  });
});

describe("the descriptor under test", () => {
  it("is that of the connection which was accepted last, also if packets have ports", () => {
    const connections = listening();
    connections.forScript(scriptPacket("< 1001 > 8080 S 0:0(0) win 65535"));
    expect(connections.fdUnderTest).toBe(3);
    connections.accept(4, { address: V4.remote, port: 1001 });
    expect(connections.fdUnderTest).toBe(4);
  });
});

describe("a listening socket", () => {
  it("gets a child from the first segment, which is under test from then on", () => {
    const connections = listening();
    const listener = connections.underTest;
    const child = connections.forScript(SYN);
    expect(child).not.toBe(listener);
    expect(child).toMatchObject({
      state: "syn-received",
      local: { address: V4.local, port: 8080 },
      remote: { address: V4.remote, port: 49152 },
    });
    expect(connections.underTest).toBe(child);
    expect(connections.forScript(SYN)).toBe(child);
    expect(connections.forScript(scriptPacket("> S. 0:0(0) ack 1"))).toBe(child);
  });

  it("gets one from any segment, not only SYN", () => {
    const child = listening().forScript(scriptPacket("< . 5:5(0) ack 1 win 100"));
    expect(child).toMatchObject({ state: "syn-received", script: { remoteIsn: 5 }, live: { remoteIsn: 5 } });
  });

  it("needs no socket at all", () => {
    expect(new Connections(V4).forScript(SYN).state).toBe("syn-received");
  });

  it("gives other children to SYNs with ports of their own, beside the one under test", () => {
    const connections = listening();
    const first = connections.forScript(SYN);
    const second = connections.forScript(scriptPacket("< 1234 > 8080 S 7:7(0) win 100"));
    expect(second).not.toBe(first);
    expect(second).toMatchObject({ remote: { port: 1234 }, live: { remoteIsn: 7 } });
    expect(connections.underTest).toBe(first);
    expect(connections.forScript(scriptPacket("> 8080 > 1234 S. 0:0(0) ack 8"))).toBe(second);
    expect(connections.forScript(scriptPacket("< 1234 > 8080 . 1:1(0) ack 1 win 9"))).toBe(second);
    expect(connections.forScript(scriptPacket("< . 1:1(0) ack 1 win 9"))).toBe(first);
  });

  it("keeps waiting for a segment without ports while others have some", () => {
    const connections = listening();
    const listener = connections.underTest;
    connections.forScript(scriptPacket("< 1234 > 8080 S 0:0(0) win 100"));
    expect(connections.underTest).toBe(listener);
    expect(connections.forScript(SYN).remote?.port).toBe(49152);
  });

  it("has its children accepted, by address or the last one", () => {
    const connections = listening();
    const first = connections.forScript(SYN);
    const second = connections.forScript(scriptPacket("< 1234 > 8080 S 0:0(0) win 100"));
    expect(connections.accept(4, { address: V4.remote, port: 49152 })).toBe(first);
    expect(connections.accept(5)).toBe(second);
    expect(connections.accept(6, { address: V4.remote, port: 9 })).toBeUndefined();
    expect(connections.forFd(4)).toBe(first);
    connections.close(4);
    expect(connections.forFd(4)).toBeUndefined();
    expect(first.fd).toBeUndefined();
  });

  it("learns the kernel's initial sequence number from the packet the script takes for a SYN-ACK", () => {
    const connections = listening();
    const child = connections.forScript(scriptPacket("< S 10:10(0) win 100"));
    const synAck = scriptPacket("> S. 5:5(0) ack 11").headers.at(-1);
    if (synAck?.type !== "tcp") throw new Error("not TCP");
    child.sends(synAck, 1_000_000);
    expect(child.state).toBe("syn-ack-sent");
    expect(child.offsets("outbound", true)).toEqual({ sequence: 999_995, acknowledgment: 0 });
    expect(child.offsets("outbound", false)).toEqual({ sequence: 1_000_000, acknowledgment: 10 });
    expect(child.offsets("inbound", false)).toEqual({ sequence: 10, acknowledgment: 1_000_000 });
    child.sends(synAck, 5);
    expect(child.live.localIsn).toBe(1_000_000);
  });
});

describe("a connecting socket", () => {
  const SYN_OUT = scriptPacket("> S 7:7(0)");
  const KERNEL = { localPort: 40000, remotePort: 8080, isn: 0xffff_ffff, scriptIsn: 7 };

  it("tells its port and sequence number with its SYN", () => {
    const connections = connecting();
    const connection = connections.forScript(SYN_OUT);
    expect(connection.state).toBe("syn-sent");
    expect(claims(connection, kernelPacket("> S 7:7(0)", V4, KERNEL), "tcp")).toBe(true);
    expect(connection.local).toEqual({ address: V4.local, port: 40000 });
    expect(connection.offsets("outbound", true).sequence).toBe(0xffff_fff8);
    expect(connection.offsets("inbound", false).acknowledgment).toBe(0xffff_ffff);
  });

  it("sends nothing before the script has come to the SYN", () => {
    const connections = connecting();
    const connection = connections.forFd(3);
    if (!connection) throw new Error("no connection");
    expect(claims(connection, kernelPacket("> S 7:7(0)", V4, KERNEL), "tcp")).toBe(false);
  });

  it("takes the script's number from the answer", () => {
    const connections = connecting();
    const connection = connections.forScript(SYN_OUT);
    const answer = scriptPacket("< S. 123:123(0) ack 8 win 100").headers.at(-1);
    if (answer?.type !== "tcp") throw new Error("not TCP");
    connection.injects(answer);
    expect(connection).toMatchObject({ state: "syn-acknowledged", live: { remoteIsn: 123 } });
  });

  it("can connect once more after connect(AF_UNSPEC)", () => {
    const connections = connecting();
    const connection = connections.forScript(SYN_OUT);
    claims(connection, kernelPacket("> S 7:7(0)", V4, KERNEL), "tcp");
    connections.connect(3);
    expect(connection.state).toBe("syn-sent");
    connections.disconnect(3);
    connections.connect(3);
    expect(connections.forScript(SYN_OUT)).toBe(connection);
    const again = { ...KERNEL, localPort: 40001, isn: 99 };
    expect(claims(connection, kernelPacket("> S 7:7(0)", V4, again), "tcp")).toBe(true);
    expect(connection).toMatchObject({ local: { port: 40001 }, live: { localIsn: 99 } });
  });

  it("gives way to the socket made after it, and is found by its ports", () => {
    const connections = connecting();
    const first = connections.forScript(scriptPacket("> 1000 > 8080 S 0:0(0)"));
    claims(first, kernelPacket("> S 0:0(0)", V4, { localPort: 40000, remotePort: 8080 }), "tcp");
    connections.socket(4, "tcp");
    connections.connect(4);
    const second = connections.forScript(scriptPacket("> S 0:0(0)"));
    expect(second.fd).toBe(4);
    expect(connections.forScript(scriptPacket("< 8080 > 1000 S. 0:0(0) ack 1 win 9"))).toBe(first);
    const packet = kernelPacket("> . 1:1(0) ack 1", V4, { localPort: 40000, remotePort: 8080 });
    expect(claims(second, packet, "tcp")).toBe(false);
    expect(claims(first, packet, "tcp")).toBe(true);
    expect(connections.forLive(packet, "outbound")).toBe(first);
  });
});

describe("UDP", () => {
  it("learns the local port from what the socket sends", () => {
    const connections = new Connections(V6);
    const connection = connections.socket(3, "udp");
    connections.connect(3);
    expect(connections.forScript(scriptPacket("> udp (10)"))).toBe(connection);
    const packet = kernelPacket("> udp (10)", V6, { localPort: 40000, remotePort: 8080 });
    expect(claims(connection, packet, "udp")).toBe(true);
    expect(connection.local).toEqual({ address: V6.local, port: 40000 });
  });

  it("goes to the bound port before anything was sent", () => {
    const connections = new Connections(V4);
    connections.socket(3, "udp");
    expect(connections.forScript(scriptPacket("< udp (10)"))).toMatchObject({
      local: { address: V4.local, port: 8080 },
      remote: { address: V4.remote, port: 8080 },
    });
  });

  it("tells peers apart by their ports", () => {
    const connections = new Connections(V4);
    connections.socket(3, "udp");
    const one = connections.forScript(scriptPacket("< udp 1111 > 8080 (10)"));
    const two = connections.forScript(scriptPacket("< udp 2222 > 8080 (10)"));
    expect(connections.forScript(scriptPacket("> udp 8080 > 1111 (10)"))).toBe(one);
    const packet = kernelPacket("> udp (10)", V4, { localPort: 8080, remotePort: 2222 });
    expect([claims(one, packet, "udp"), claims(two, packet, "udp")]).toEqual([false, true]);
  });

  it("has ports of its own, as UDP-Lite has", () => {
    const connections = new Connections(V4);
    connections.socket(3, "udplite");
    const one = connections.forScript(scriptPacket("< udplite 1111 > 8080 (10, 8)"));
    expect(one).toMatchObject({ protocol: "udplite", remote: { port: 1111 } });
    expect(connections.forScript(scriptPacket("> udplite 8080 > 1111 (10, 8)"))).toBe(one);
    const ports = { localPort: 8080, remotePort: 1111 };
    expect(claims(one, kernelPacket("> udp (10)", V4, ports), "udplite")).toBe(false);
    expect(claims(one, kernelPacket("> udplite (10, 8)", V4, ports), "udplite")).toBe(true);
    expect(() => connections.forScript(scriptPacket("> udp (10)"))).toThrow("the udplite socket made last");
  });

  it("needs no socket: a datagram for a closed port, and the ICMP error about it", () => {
    const connections = new Connections(V4);
    const flow = connections.forScript(scriptPacket("< udp (10)"));
    expect(flow.protocol).toBe("udp");
    expect(connections.forScript(scriptPacket("> icmp unreachable port_unreachable"))).toBe(flow);
  });
});

describe("claims", () => {
  const child = listening().forScript(SYN);

  it.each([
    ["another remote port", { localPort: 8080, remotePort: 1 }],
    ["another local port", { localPort: 1, remotePort: 49152 }],
  ])("leaves packets with %s alone", (_name, ports) => {
    expect(claims(child, kernelPacket("> . 1:1(0) ack 1", V4, ports), "tcp")).toBe(false);
  });

  it("leaves packets of another protocol or address alone", () => {
    expect(claims(child, kernelPacket("> udp (1)", V4, EPHEMERAL), "udp")).toBe(false);
    expect(claims(child, kernelPacket("> . 1:1(0) ack 1", V6, EPHEMERAL), "tcp")).toBe(false);
    expect(claims(child, kernelPacket("> . 1:1(0) ack 1", V4, EPHEMERAL), "tcp")).toBe(true);
  });
});

describe("forScript", () => {
  it.each([
    ["> S. 0:0(0) ack 1", "no connection for this tcp packet: the script has no socket"],
    ["> . 1:1(0) ack 1", "no connection for this tcp packet: the script has no socket"],
  ])("refuses %s without socket", (text, message) => {
    expect(() => new Connections(V4).forScript(scriptPacket(text))).toThrow(
      new PacketError("no-connection", scriptPacket(text).span, message),
    );
  });

  it("refuses packets of another protocol than the socket's", () => {
    const connections = new Connections(V4);
    connections.socket(3, "udp");
    expect(() => connections.forScript(scriptPacket("> . 1:1(0) ack 1"))).toThrow(
      "no connection for this tcp packet: the script has the udp socket made last",
    );
  });
});

describe("socketProtocol", () => {
  it.each([
    [1, 0, "tcp"],
    [1 | 0o4000, 6, "tcp"],
    [1, 262, "tcp"],
    [2, 0, "udp"],
    [2, 17, "udp"],
    [2, 136, "udplite"],
    [2, 1, "icmp"],
    [3, 58, "icmp"],
    [3, 0, undefined],
    [1, 132, "sctp"],
    [5, 132, "sctp"],
    [1, 254, undefined],
  ])("type %i, protocol %i: %s", (type, protocol, expected) => {
    expect(socketProtocol(type, protocol)).toBe(expected);
  });
});
