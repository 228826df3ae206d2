// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CapturedFrame, CaptureWriter } from "../../src/inject/capture.js";
import { decode } from "../../src/inject/wire/decode.js";
import { isDecodeError } from "../../src/inject/wire/decode-error.js";
import { encode } from "../../src/inject/wire/encode.js";
import { complaints, dissect } from "./tshark.js";
import { DATA_V6, ECHO_V6, FRAG_NEEDED_V4, GRE_V4, hex, ROUTED_V6, SYN_V4, UDP_V4 } from "./wire/frames.js";

const TUN = [{ name: "tun0", linkType: "raw" }] as const;

function capture(frames: readonly CapturedFrame[]): Uint8Array {
  const writer = new CaptureWriter(TUN);
  for (const frame of frames) writer.add(frame);
  return writer.bytes();
}

function frame(bytes: Uint8Array, timeNs = 0): CapturedFrame {
  return { interface: 0, timeNs, bytes, direction: "outbound" };
}

describe("CaptureWriter", () => {
  it("writes the blocks of the pcapng draft", () => {
    const writer = new CaptureWriter(TUN);
    writer.add({
      interface: 0,
      timeNs: 2 ** 32 + 5,
      bytes: hex("0102030405"),
      direction: "inbound",
      comment: "a:1",
    });
    expect(writer.bytes()).toEqual(
      hex(`
        0a0d0d0a 2c000000 4d3c2b1a 0100 0000 ffffffffffffffff
          0400 0500 6b74657374 000000 0000 0000 2c000000
        01000000 28000000 6500 0000 00000000
          0200 0400 74756e30 0900 0100 09 000000 0000 0000 28000000
        06000000 3c000000 00000000 01000000 05000000 05000000 05000000 0102030405 000000
          0100 0300 613a31 00 0200 0400 01000000 0000 0000 3c000000`),
    );
  });

  it("is read back with time, direction, comment and interface", () => {
    const bytes = capture([
      { ...frame(SYN_V4, 1), direction: "inbound", comment: "handshake.pkt:7" },
      { ...frame(DATA_V6, 7_200_000_000_123), comment: "zwölf" },
      frame(UDP_V4, 2 ** 53),
    ]);
    const fields = [
      "frame.time_epoch",
      "frame.packet_flags_direction",
      "frame.comment",
      "frame.interface_name",
    ];
    expect(dissect(bytes, fields)).toEqual([
      ["0.000000001", "0x00000001", "handshake.pkt:7", "tun0"],
      ["7200.000000123", "0x00000002", "zwölf", "tun0"],
      ["9007199.254740992", "0x00000002", "", "tun0"],
    ]);
  });

  it("gives frames that dissect without complaint", () => {
    const frames = [SYN_V4, DATA_V6, UDP_V4, FRAG_NEEDED_V4, ECHO_V6, GRE_V4, ROUTED_V6];
    const bytes = capture(frames.map((bytes) => frame(bytes)));
    expect(complaints(bytes)).toEqual([]);
    expect(dissect(bytes, ["frame.protocols"]).map(([protocols]) => protocols)).toEqual([
      "raw:ip:tcp",
      "raw:ipv6:tcp",
      "raw:ip:udp:data",
      "raw:ip:icmp:ip:tcp",
      "raw:ipv6:icmpv6:data",
      "raw:ip:gre:ip:udp:data",
      "raw:ipv6:ipv6.routing:udp:data",
    ]);
  });

  it("shows a wrong checksum as wrong", () => {
    const bad = SYN_V4.slice();
    bad.set(hex("beef"), 36);
    expect(complaints(capture([frame(SYN_V4), frame(bad)]))).toEqual([["2", "", "0"]]);
  });

  it("holds GSO packets longer than the MTU, whole", () => {
    const packet = decode(DATA_V6);
    if (isDecodeError(packet)) throw new Error(packet.message);
    const long = encode({ ...packet, payload: new Uint8Array(64_000) });
    const bytes = capture([frame(long), frame(SYN_V4)]);
    expect(complaints(bytes)).toEqual([]);
    expect(dissect(bytes, ["frame.len", "frame.cap_len", "tcp.len"])).toEqual([
      ["64060", "64060", "64000"],
      ["52", "52", "0"],
    ]);
  });

  it("tells interfaces and link types apart", () => {
    const writer = new CaptureWriter([
      { name: "tun0", linkType: "raw" },
      { name: "eth1", linkType: "ethernet" },
    ]);
    const ethernet = Uint8Array.from([...hex("ffffffffffff 020000000001 0800"), ...UDP_V4]);
    writer.add(frame(UDP_V4));
    writer.add({ ...frame(ethernet), interface: 1 });
    expect(dissect(writer.bytes(), ["frame.interface_name", "frame.protocols"])).toEqual([
      ["tun0", "raw:ip:udp:data"],
      ["eth1", "eth:ethertype:ip:udp:data"],
    ]);
  });

  it("is complete after every frame, and equal for equal frames", () => {
    const frames = fc.array(
      fc.record({
        interface: fc.constant(0),
        timeNs: fc.maxSafeNat(),
        bytes: fc.uint8Array({ maxLength: 3000 }),
        direction: fc.constantFrom("inbound" as const, "outbound" as const),
        comment: fc.string(),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(frames, (list) => {
        const writer = new CaptureWriter(TUN);
        for (const [i, one] of list.entries()) {
          expect(Buffer.compare(writer.bytes(), capture(list.slice(0, i)))).toBe(0);
          writer.add(one);
        }
        expect(blockLengths(writer.bytes())).toHaveLength(2 + list.length);
      }),
    );
  });
});

/** The lengths of all blocks; throws unless each one says the same length at both ends. */
function blockLengths(file: Uint8Array): number[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const lengths: number[] = [];
  for (let at = 0; at < file.length; ) {
    const length = view.getUint32(at + 4, true);
    expect(view.getUint32(at + length - 4, true)).toBe(length);
    expect(length % 4).toBe(0);
    lengths.push(length);
    at += length;
  }
  return lengths;
}
