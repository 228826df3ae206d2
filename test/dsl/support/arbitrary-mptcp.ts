// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import {
  type Endpoint,
  type Endpoints,
  MPTCP_HASH_FUNCTIONS,
  type MptcpAddress,
  type MptcpChecksum,
  type MptcpHash,
  type MptcpHmac,
  type MptcpKey,
  type MptcpOption,
  type Num64,
  type SymbolRef,
} from "../../../src/dsl/ast.js";
import { identifier, num, optionals, span, symbol } from "./arbitrary-values.js";

type S = SymbolRef;

const type = <T extends string>(name: T) => fc.constant(name);
const auto = fc.constant("auto" as const);

/** Up to 2^64 - 1; a bigint where a number would not be exact. */
const exact64 = fc
  .oneof(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));

const num64: fc.Arbitrary<Num64<S>> = fc.oneof(
  { weight: 9, arbitrary: exact64 },
  { weight: 1, arbitrary: symbol },
);

const key: fc.Arbitrary<MptcpKey<S>> = fc.oneof(
  fc.record({ span, name: identifier }),
  fc.record({ span, value: exact64 }),
  fc.record({ span, name: identifier, value: num64 }),
);

const hash: fc.Arbitrary<MptcpHash<S>> = optionals(
  {
    type: type("hash"),
    span,
    function: fc.constantFrom(...MPTCP_HASH_FUNCTIONS),
    args: fc.array(fc.oneof(identifier, exact64), { minLength: 1, maxLength: 3 }),
    offset: num64,
  },
  ["type", "span", "function", "args"],
);

const hmac: fc.Arbitrary<MptcpHmac<S>> = fc.oneof(
  hash,
  auto,
  fc.record({ type: type("hex"), span, bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }) }),
);

const numOrAuto = fc.oneof(num, auto);
const number64OrHash = fc.oneof(num64, hash);
const checksum: fc.Arbitrary<MptcpChecksum<S>> = fc.oneof(numOrAuto, fc.constant("none" as const));
const sequence = optionals({ span, octets: fc.constantFrom(4 as const, 8 as const), value: number64OrHash }, [
  "span",
  "octets",
]);

const literal = fc.oneof(
  fc.record({ version: fc.constant(4 as const), text: fc.ipV4() }),
  fc.record({ version: fc.constant(6 as const), text: fc.ipV6() }),
);
const address: fc.Arbitrary<MptcpAddress> = fc.oneof(
  fc.record({ span, name: identifier }),
  fc.record({ span, literal }),
  fc.record({ span, name: identifier, literal }),
);

export const mptcpOption: fc.Arbitrary<MptcpOption<S>> = fc.oneof(
  optionals(
    {
      type: type("mp_capable"),
      span,
      version: fc.nat(15),
      flags: fc.oneof(fc.nat(255), num),
      keys: fc.array(key, { maxLength: 2 }),
      dataLength: num,
      checksum,
    },
    ["type", "span", "version", "flags", "keys"],
  ),
  optionals(
    {
      type: type("mp_join_syn"),
      span,
      backup: num,
      addressId: numOrAuto,
      token: fc.oneof(numOrAuto, hash),
      random: num,
    },
    ["type", "span"],
  ),
  optionals({ type: type("mp_join_syn_ack"), span, backup: num, addressId: numOrAuto, hmac, random: num }, [
    "type",
    "span",
  ]),
  optionals({ type: type("mp_join_ack"), span, hmac }, ["type", "span"]),
  optionals(
    {
      type: type("dss"),
      span,
      dack: sequence,
      dsn: sequence,
      ssn: num,
      dll: num,
      checksum,
      fin: fc.boolean(),
    },
    ["type", "span", "fin"],
  ),
  optionals(
    {
      type: type("add_address"),
      span,
      addressId: numOrAuto,
      address,
      port: num,
      echo: fc.boolean(),
      hmac: fc.oneof(num64, auto),
    },
    ["type", "span", "echo"],
  ),
  fc.record({
    type: type("remove_address"),
    span,
    addressIds: fc.array(num, { minLength: 1, maxLength: 3 }),
  }),
  optionals({ type: type("mp_prio"), span, backup: num, addressId: numOrAuto }, ["type", "span"]),
  optionals({ type: type("mp_fail"), span, dsn: number64OrHash }, ["type", "span"]),
  optionals({ type: type("mp_fastclose"), span, key, offset: num64 }, ["type", "span"]),
  optionals({ type: type("mp_reset"), span, reason: num, flags: fc.oneof(fc.nat(15), num) }, [
    "type",
    "span",
    "reason",
  ]),
);

const endpoint: fc.Arbitrary<Endpoint<S>> = fc.oneof(
  fc.record({ type: type("port"), span, port: num }),
  fc.record({ type: type("address"), span, address: fc.oneof(fc.ipV4(), fc.ipV6()), port: num }),
  fc.record({ type: type("variable"), span, name: identifier }),
);

/** Two ports are a node of their own. */
export const endpoints: fc.Arbitrary<Endpoints<S>> = optionals(
  { span, source: endpoint, destination: endpoint },
  ["span"],
).filter(({ source, destination }) => source?.type !== "port" || destination?.type !== "port");
