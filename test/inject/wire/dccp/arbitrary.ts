// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import type { DccpHeader } from "../../../../src/inject/wire/dccp/header.js";
import { DCCP_TYPE, subheader } from "../../../../src/inject/wire/dccp/layout.js";
import type { DccpElapsed, DccpOption } from "../../../../src/inject/wire/dccp/option.js";
import { dccpOptionsLength } from "../../../../src/inject/wire/dccp/options.js";

const u4 = fc.integer({ min: 0, max: 15 });
const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });

function uint(octets: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.maxSafeNat().map((value) => value % 256 ** octets),
    fc.constantFrom(0, 1, 256 ** octets - 1, 256 ** octets / 2),
  );
}

const elapsed: fc.Arbitrary<DccpElapsed> = fc
  .constantFrom(2 as const, 4 as const)
  .chain((octets) => fc.record({ value: uint(octets), octets: fc.constant(octets) }));

/** Options that can be told apart from all others once they are on the wire. */
export const dccpOption: fc.Arbitrary<DccpOption> = fc.oneof(
  fc.constantFrom<DccpOption>({ type: "padding" }, { type: "mandatory" }, { type: "slow_receiver" }),
  fc
    .tuple(
      fc.constantFrom("change_l" as const, "change_r" as const, "confirm_l" as const, "confirm_r" as const),
      u8,
      fc.uint8Array({ maxLength: 12 }),
    )
    .map(([type, feature, values]): DccpOption => ({ type, feature, values })),
  fc
    .uint8Array({ minLength: 1, maxLength: 16 })
    .map((cookie): DccpOption => ({ type: "init_cookie", cookie })),
  fc
    .integer({ min: 1, max: 6 })
    .chain((octets) => uint(octets).map((count): DccpOption => ({ type: "ndp_count", count, octets }))),
  fc
    .tuple(fc.constantFrom(0 as const, 1 as const), fc.uint8Array({ maxLength: 20 }))
    .map(([nonce, cells]): DccpOption => ({ type: "ack_vector", nonce, cells })),
  fc.uint8Array({ maxLength: 20 }).map((cells): DccpOption => ({ type: "data_dropped", cells })),
  u32.map((value): DccpOption => ({ type: "timestamp", value })),
  u32.map((value): DccpOption => ({ type: "timestamp_echo", value })),
  fc
    .tuple(u32, elapsed)
    .map(([value, time]): DccpOption => ({ type: "timestamp_echo", value, elapsed: time })),
  elapsed.map((time): DccpOption => ({ type: "elapsed_time", elapsed: time })),
  fc.constant<DccpOption>({ type: "data_checksum" }),
  fc
    .tuple(fc.constantFrom("loss_event_rate" as const, "receive_rate" as const), u32)
    .map(([type, rate]): DccpOption => ({ type, rate })),
  fc
    .tuple(
      u8,
      fc.array(
        fc.record({
          lossless: uint(3),
          loss: fc.integer({ min: 0, max: 0x7f_ffff }),
          data: uint(3),
          nonce: fc.constantFrom(0 as const, 1 as const),
        }),
        { maxLength: 3 },
      ),
    )
    .map(([skip, intervals]): DccpOption => ({ type: "loss_intervals", skip, intervals })),
  fc.constantFrom(3, 31).map((kind): DccpOption => ({ type: "unknown", kind, data: new Uint8Array(0) })),
  fc
    .tuple(fc.constantFrom(45, 127, 128, 191, 195, 255), fc.uint8Array({ maxLength: 12 }))
    .map(([kind, data]): DccpOption => ({ type: "unknown", kind, data })),
);

/** A list that fills whole 32-bit words. */
export const dccpOptions: fc.Arbitrary<readonly DccpOption[]> = fc
  .array(dccpOption, { maxLength: 8 })
  .map((options) => {
    const kept = [...options];
    while (dccpOptionsLength(kept) % 4 !== 0) kept.push({ type: "padding" });
    return kept;
  });

/** Headers of all types, with all that is in them. */
export const dccpHeader: fc.Arbitrary<DccpHeader> = fc
  .tuple(
    u4.map((type) => type % 10),
    fc.boolean(),
  )
  .chain(([packetType, extended]) => {
    const number = uint(extended ? 6 : 3);
    const { acknowledgment, fields } = subheader(packetType, extended);
    const isReset = packetType === DCCP_TYPE.RESET;
    return fc.record(
      {
        type: fc.constant("dccp" as const),
        sourcePort: u16,
        destinationPort: u16,
        packetType: fc.constant(packetType),
        extended: fc.constant(extended),
        ccval: u4,
        cscov: u4,
        sequence: number,
        ...(acknowledgment !== undefined && { acknowledgment: number }),
        ...(fields !== undefined && !isReset && { service: u32 }),
        ...(isReset && {
          reset: fc.record({ code: u8, data: fc.uint8Array({ minLength: 3, maxLength: 3 }) }),
        }),
        options: dccpOptions,
      },
      { noNullPrototype: true },
    );
  });
