// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { inject } from "../../../../src/inject/inject.js";
import { Connections } from "../../../../src/inject/mapping/connections.js";
import { initialNumberOf, joinHmacOf, tokenOf } from "../../../../src/inject/mapping/mptcp/hash.js";
import { formatAddress } from "../../../../src/inject/wire/address.js";
import type { MptcpOption } from "../../../../src/inject/wire/mptcp/option.js";
import { innerIp, type Packet, transport } from "../../../../src/inject/wire/packet.js";
import { scriptPacket, V4 } from "../../script.js";

/** A connection whose SYN came over `addr[c0] > addr[s0]`; the kernel's key is 7, the script's 2. */
function server(): Connections {
  const connections = new Connections(V4);
  connections.socket(3, "tcp");
  connections.listen(3);
  sent(connections, "< addr[c0] > addr[s0] S 0:0(0) win 100 <mpcapable v1 flags[flag_h] nokey>");
  connections.underTest?.subflow?.connection.local.tells(7n, 1);
  connections.underTest?.subflow?.names.keys.set("skey", 7n);
  sent(connections, "< . 1:1(0) ack 1 win 100 <mpcapable v1 flags[flag_h] key[ckey=2, skey]>");
  connections.accept(4);
  return connections;
}

function sent(connections: Connections, text: string): Packet {
  return inject(connections, scriptPacket(text)).packet;
}

function option(packet: Packet): MptcpOption | undefined {
  const header = transport(packet);
  const found = header?.type === "tcp" ? header.options.find(({ type }) => type === "mptcp") : undefined;
  return found?.type === "mptcp" ? found.option : undefined;
}

const JOIN = "< addr[c1] > addr[s0] S 0:0(0) win 100 <mp_join_syn rand=5>";

describe("subflows of a script", () => {
  it("come from the next address, with its identifier and the kernel's token", () => {
    const connections = server();
    const packet = sent(connections, JOIN);
    expect(formatAddress(innerIp(packet)?.source ?? new Uint8Array(4))).toBe("192.0.2.2");
    expect(option(packet)).toEqual({
      type: "mp_join_syn",
      backup: false,
      addressId: 1,
      token: tokenOf(7n, "sha256"),
      random: 5,
    });
  });

  it("are under test from then on, with the descriptor of their connection", () => {
    const connections = server();
    const first = connections.underTest;
    sent(connections, JOIN);
    expect(connections.underTest).not.toBe(first);
    expect(connections.underTest?.subflow?.connection).toBe(first?.subflow?.connection);
    expect(connections.fdUnderTest).toBe(4);
    expect(connections.forScript(scriptPacket("> addr[s0] > addr[c0] . 1:1(0) ack 1"))).toBe(first);
    expect(connections.accept(5)).toBe(first);
  });

  it("have an HMAC over the keys and nonces, the sender's first", () => {
    const connections = server();
    sent(connections, JOIN);
    const subflow = connections.underTest?.subflow;
    if (subflow) subflow.localNonce = 9;
    const hmac = joinHmacOf([2n, 7n], [5, 9], "sha256").slice(0, 20);
    const [left, written] = ["<mp_join_ack>", "<mp_join_ack sender_hmac=full_160_hmac(ckey skey)>"].map(
      (text) => option(sent(connections, `< . 1:1(0) ack 1 win 100 ${text}`)),
    );
    expect(left).toEqual({ type: "mp_join_ack", hmac });
    expect(written).toEqual(left);
  });

  it("share the data sequence numbers", () => {
    const connections = server();
    const number = (text: string): unknown => {
      const found = option(sent(connections, text));
      return found?.type === "dss" ? found.mapping : undefined;
    };
    const initial = initialNumberOf(2n, "sha256");
    const at = (value: bigint) => ({ octets: 8, value: BigInt.asUintN(64, initial + value) });
    expect(number("< P. 1:101(100) ack 1 win 100 <dss dsn8 nocs,nop,nop>")).toEqual({
      dsn: at(1n),
      ssn: 1,
      length: 100,
    });
    sent(connections, JOIN);
    expect(number("< P. 1:11(10) ack 1 win 100 <dss dsn8 nocs fin,nop,nop>")).toEqual({
      dsn: at(101n),
      ssn: 1,
      length: 11,
    });
    expect(number("< . 11:11(0) ack 1 win 100 <dss dsn4=112 nocs fin,nop,nop>")).toMatchObject({
      dsn: { octets: 4, value: BigInt.asUintN(32, initial + 112n) },
      ssn: 0,
      length: 1,
    });
  });

  it("are not those of a name that no connection has", () => {
    const connections = server();
    expect(() => sent(connections, "< 192.0.2.7:1 > addr[s0] . 1:1(0) ack 1 win 100")).toThrow(
      "no connection for this tcp packet",
    );
  });
});
