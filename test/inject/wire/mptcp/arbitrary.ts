// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import type { DataNumber, MptcpOption } from "../../../../src/inject/wire/mptcp/option.js";

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const nibble = fc.integer({ min: 0, max: 0xf });
const bit = fc.boolean();

function bytesOf(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

const address = fc.oneof(bytesOf(4), bytesOf(16));

const dataNumber: fc.Arbitrary<DataNumber> = fc.oneof(
  u64.map((value): DataNumber => ({ octets: 8, value })),
  u32.map((value): DataNumber => ({ octets: 4, value: BigInt(value) })),
);

/** Where a checksum stands behind a length, it can be told apart from all others. */
const lengthAndChecksum = fc.oneof(
  fc.constant({}),
  fc.record({ dataLength: u16 }),
  fc.record({ dataLength: u16, checksum: u16 }),
);

/** Each option that a script has words for. */
export const mptcpOption: fc.Arbitrary<MptcpOption> = fc.oneof(
  fc
    .tuple(nibble, u8, fc.array(u64, { maxLength: 2 }), lengthAndChecksum)
    .map(
      ([version, flags, keys, rest]): MptcpOption => ({ type: "mp_capable", version, flags, keys, ...rest }),
    ),
  fc.record({
    type: fc.constant("mp_join_syn" as const),
    backup: bit,
    addressId: u8,
    token: u32,
    random: u32,
  }),
  fc.record({
    type: fc.constant("mp_join_syn_ack" as const),
    backup: bit,
    addressId: u8,
    hmac: bytesOf(8),
    random: u32,
  }),
  fc.record({ type: fc.constant("mp_join_ack" as const), hmac: bytesOf(20) }),
  fc.record(
    {
      type: fc.constant("dss" as const),
      fin: bit,
      dack: dataNumber,
      mapping: fc.record(
        { dsn: dataNumber, ssn: u32, length: u16, checksum: u16 },
        { requiredKeys: ["dsn", "ssn", "length"] },
      ),
    },
    { requiredKeys: ["type", "fin"] },
  ),
  fc.record(
    {
      type: fc.constant("add_address" as const),
      version: fc.constant(1 as const),
      echo: fc.constant(true),
      addressId: u8,
      address,
      port: u16,
      hmac: u64,
    },
    { requiredKeys: ["type", "version", "echo", "addressId", "address"] },
  ),
  fc.record(
    {
      type: fc.constant("add_address" as const),
      version: fc.constant(1 as const),
      echo: fc.constant(false),
      addressId: u8,
      address,
      port: u16,
      hmac: u64,
    },
    { requiredKeys: ["type", "version", "echo", "addressId", "address", "hmac"] },
  ),
  fc.record(
    {
      type: fc.constant("add_address" as const),
      version: fc.constant(0 as const),
      echo: fc.constant(false),
      addressId: u8,
      address,
      port: u16,
    },
    { requiredKeys: ["type", "version", "echo", "addressId", "address"] },
  ),
  fc.record({
    type: fc.constant("remove_address" as const),
    addressIds: fc.array(u8, { minLength: 1, maxLength: 8 }),
  }),
  fc.record(
    { type: fc.constant("mp_prio" as const), backup: bit, addressId: u8 },
    { requiredKeys: ["type", "backup"] },
  ),
  fc.record({ type: fc.constant("mp_fail" as const), dsn: u64 }),
  fc.record({ type: fc.constant("mp_fastclose" as const), key: u64 }),
  fc.record({ type: fc.constant("mp_reset" as const), flags: nibble, reason: u8 }),
);
