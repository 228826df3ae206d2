// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { printPacket } from "../../src/dsl/print.js";
import { expectPacket, inject } from "../../src/inject/inject.js";
import { Connections } from "../../src/inject/mapping/connections.js";
import type { RunAddresses } from "../../src/inject/mapping/endpoint.js";
import { Md5Keys } from "../../src/inject/mapping/md5-keys.js";
import { md5Signature } from "../../src/inject/wire/md5-signature.js";
import type { Packet } from "../../src/inject/wire/packet.js";
import { address, kernelPacket, scriptPacket, V4, V6 } from "./script.js";

const KEY = Buffer.from("secret");
const NUMBERS = { localPort: 8080, remotePort: 49152, isn: 1000, remoteIsn: 0 };

function connected(addresses: RunAddresses = V4, key: Uint8Array | null = KEY): Connections {
  const connections = new Connections(addresses);
  const listener = connections.socket(3, "tcp");
  const prefixLength = 8 * addresses.remote.length;
  if (key) listener.md5Keys.set({ address: addresses.remote, prefixLength, key });
  connections.listen(3);
  inject(connections, scriptPacket("< S 0:0(0) win 65535"));
  expectPacket(connections, scriptPacket("> S. 0:0(0) ack 1")).offer(
    kernelPacket("> S. 0:0(0) ack 1", addresses, NUMBERS),
  );
  inject(connections, scriptPacket("< . 1:1(0) ack 1 win 257"));
  return connections;
}

/** What the kernel sends, signed with `key`. */
function signed(text: string, addresses: RunAddresses, key: Uint8Array): Packet {
  const packet = kernelPacket(text, addresses, NUMBERS);
  const tcp = packet.headers.at(-1);
  if (tcp?.type !== "tcp") throw new Error("no TCP");
  const digest = md5Signature(packet, key);
  const options = tcp.options.map((option) =>
    option.type === "md5" ? ({ type: "md5", digest } as const) : option,
  );
  return { ...packet, headers: [...packet.headers.slice(0, -1), { ...tcp, options }] };
}

const ANY_DIGEST = "00112233445566778899aabbccddeeff";

describe.each([
  ["IPv4", V4, "c0000201c0a80001" + "0006" + "002a"],
  ["IPv6", V6, "fd3dfa7bd17d00000000000000000001fd3d0a0b17d600000000000000000001" + "0000002a" + "00000006"],
])("a right digest over %s", (_, addresses, pseudoHeader) => {
  it("is put into what is injected", () => {
    const text = "< P. 1:3(2) ack 1 win 257 urg 5 <md5 valid,nop,nop>";
    const { packet } = inject(connected(addresses), scriptPacket(text));
    const tcp = packet.headers.at(-1);
    // ports, numbers from 1 and 1001, 10 words, PSH and ACK, window, no checksum, urgent pointer; payload
    const segment = "c0001f90" + "00000001" + "000003e9" + "a018" + "0101" + "0000" + "0005" + "0000";
    const wanted = createHash("md5")
      .update(Buffer.from(pseudoHeader + segment, "hex"))
      .update(KEY)
      .digest();
    expect(tcp?.type === "tcp" && tcp.options[0]).toEqual({ type: "md5", digest: wanted });
  });

  it("is asked of what the kernel sends", () => {
    const text = "> P. 1:101(100) ack 1 <nop,nop,md5 valid>";
    const sent = text.replace("valid", ANY_DIGEST);
    const check = (key: Uint8Array) =>
      expectPacket(connected(addresses), scriptPacket(text)).offer(signed(sent, addresses, key));
    expect(check(KEY)).toMatchObject({ type: "complete", differences: [] });
    const wrong = check(Buffer.from("other"));
    if (wrong.type !== "complete") throw new Error(wrong.type);
    const actual = printPacket(wrong.actual());
    const digest = /<nop,nop,md5 ([0-9a-f]{32})>$/.exec(actual)?.[1];
    expect(wrong.differences).toMatchObject([{ field: "tcp.option.md5", actual: `md5 ${digest}` }]);
    expect(wrong.differences[0]?.expected).toMatch(/^md5 [0-9a-f]{32}$/);
  });
});

describe("a right digest", () => {
  it("is asked of each segment that is a part", () => {
    const expectation = expectPacket(connected(), scriptPacket("> P. 1:201(200) ack 1 <nop,nop,md5 valid>"));
    const part = (text: string, key: Uint8Array) => signed(`${text} <nop,nop,md5 ${ANY_DIGEST}>`, V4, key);
    expect(expectation.offer(part("> . 1:101(100) ack 1", Buffer.from("other"))).type).toBe("incomplete");
    expect(expectation.offer(part("> P. 101:201(100) ack 1", KEY))).toMatchObject({
      differences: [{ field: "tcp.option.md5" }],
    });
  });

  it("is not there without the option", () => {
    const expectation = expectPacket(connected(), scriptPacket("> . 1:1(0) ack 1 <nop,nop,md5 valid>"));
    expect(expectation.offer(kernelPacket("> . 1:1(0) ack 1", V4, NUMBERS))).toMatchObject({
      differences: [{ field: "tcp.options", expected: "nop,nop,md5 valid", actual: "none" }],
    });
  });

  it("needs a key", () => {
    const connections = connected(V4, null);
    const text = ". 1:1(0) ack 1 win 9 <nop,nop,md5 valid>";
    for (const direction of ["<", ">"]) {
      const packet = scriptPacket(`${direction} ${text}`);
      expect(() => (direction === "<" ? inject : expectPacket)(connections, packet)).toThrow(
        /has no key for its peer/,
      );
    }
  });

  it("may be made with one secret for all", () => {
    const connections = new Connections(V4, () => undefined, KEY);
    const { packet } = inject(connections, scriptPacket("< S 0:0(0) win 1 <md5 valid,nop,nop>"));
    const tcp = packet.headers.at(-1);
    expect(tcp?.type === "tcp" && tcp.options[0]).toEqual({ type: "md5", digest: md5Signature(packet, KEY) });
  });

  it("is what a digest that is left open is not", () => {
    expect(() => inject(connected(), scriptPacket("< . 1:1(0) ack 1 win 9 <nop,nop,md5>"))).toThrow(
      /md5 without a digest is for expected packets only/,
    );
    const ao = "< . 1:1(0) ack 1 win 9 <ao keyid 1 rnextkeyid 2>";
    expect(() => inject(connected(), scriptPacket(ao))).toThrow(/ao without a mac/);
  });
});

describe("the keys of a socket", () => {
  const [one, two, three] = [Buffer.from("1"), Buffer.from("2"), Buffer.from("3")];

  it("are for prefixes, of which the longest counts", () => {
    const keys = new Md5Keys();
    keys.set({ address: address("192.0.0.0"), prefixLength: 12, key: one });
    keys.set({ address: address("192.0.2.0"), prefixLength: 23, key: two });
    expect(keys.find(address("192.0.3.9"))).toBe(two);
    expect(keys.find(address("192.0.4.1"))).toBe(one);
    expect(keys.find(address("192.16.0.1"))).toBeUndefined();
    expect(keys.find(address("2001:db8::1"))).toBeUndefined();
    keys.set({ address: address("0.0.0.0"), prefixLength: 0, key: three });
    expect(keys.find(address("9.9.9.9"))).toBe(three);
  });

  it("are replaced, and taken away by none", () => {
    const keys = new Md5Keys();
    const prefix = { address: address("192.0.2.1"), prefixLength: 32 };
    keys.set({ ...prefix, key: one });
    keys.set({ ...prefix, key: two });
    expect(keys.find(prefix.address)).toBe(two);
    keys.set({ ...prefix, key: new Uint8Array(0) });
    expect(keys.find(prefix.address)).toBeUndefined();
  });
});
