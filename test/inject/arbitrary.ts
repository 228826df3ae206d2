// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { type HexBytes, NO_SPAN, type Packet, type TcpHeader, type TcpOption } from "../../src/dsl/ast.js";
import { optionFromAst, type PlainOption } from "../../src/inject/from-ast/tcp-options.js";
import { tcpOptionLength } from "../../src/inject/wire/tcp-options.js";
import { u8, u16, u24, u32 } from "./wire/arbitrary.js";

const span = NO_SPAN;

function hex(maxLength: number, minLength = 1): fc.Arbitrary<HexBytes> {
  return fc.uint8Array({ minLength, maxLength }).map((bytes) => ({ type: "hex", span, bytes }));
}

const option: fc.Arbitrary<PlainOption> = fc.oneof(
  fc.constantFrom<PlainOption>({ type: "nop", span }, { type: "eol", span }, { type: "sackOK", span }),
  u16.map((value): PlainOption => ({ type: "mss", span, value })),
  u8.map((shift): PlainOption => ({ type: "wscale", span, shift })),
  fc
    .array(fc.record({ span: fc.constant(span), left: u32, right: u32 }), { minLength: 1, maxLength: 3 })
    .map((blocks): PlainOption => ({ type: "sack", span, blocks })),
  hex(16).map((digest): PlainOption => ({ type: "md5", span, digest })),
  fc
    .tuple(u8, u8, hex(12))
    .map(([keyId, rnextKeyId, mac]): PlainOption => ({ type: "ao", span, keyId, rnextKeyId, mac })),
  fc.tuple(fc.boolean(), fc.option(hex(16), { nil: undefined })).map(
    ([experimental, cookie]): PlainOption => ({
      type: "fastopen",
      span,
      experimental,
      ...(cookie && { cookie }),
    }),
  ),
  fc
    .tuple(fc.constantFrom(0 as const, 1 as const), fc.array(u24, { minLength: 1, maxLength: 3 }))
    .map(([order, counters]): PlainOption => ({ type: "accecn", span, order, counters })),
  fc
    .tuple(fc.constantFrom(28, 200, 253), fc.option(hex(10), { nil: undefined }))
    .map(([kind, data]): PlainOption => ({ type: "unknown", span, kind, ...(data && { data }) })),
);

/** Options without timestamps, which need a history, that fit a header and fill whole words. */
export const options: fc.Arbitrary<readonly TcpOption[]> = fc.array(option, { maxLength: 6 }).map((list) => {
  const kept: TcpOption[] = [];
  let length = 0;
  for (const one of list) {
    const more = tcpOptionLength(optionFromAst(one));
    if (length + more > 40) continue;
    kept.push(one);
    length += more;
  }
  for (; length % 4 !== 0; length++) kept.push({ type: "nop", span });
  return kept;
});

/** A segment as the printer would print it, with every field that a live one shows. */
export const tcp: fc.Arbitrary<TcpHeader> = fc
  .record({
    bits: fc.integer({ min: 0, max: 0x1ff }),
    start: u32,
    length: fc.integer({ min: 0, max: 3000 }),
    ack: u32,
    window: u16,
    urgent: u16,
    options,
  })
  .map(({ bits, start, length, ack, window, urgent, options }) => ({
    type: "tcp",
    span,
    flags: { span, bits, ace: false },
    sequence: { span, start, end: (start + length) >>> 0, length },
    ...(bits & 0x10 && { ack }),
    window,
    ...(bits & 0x20 && { urgent }),
    options,
  }));

/** Packets of one direction, with what can be said about the implied IP header. */
export function packets(direction: Packet["direction"]): fc.Arbitrary<Packet> {
  const ecn = fc.constantFrom(undefined, "ect0" as const, "ect1" as const, "ce" as const);
  return fc.tuple(ecn, tcp).map(([ecn, header]) => ({
    type: "packet",
    span,
    direction,
    headers: ecn ? [{ type: "ip", span, ecn }, header] : [header],
  }));
}
