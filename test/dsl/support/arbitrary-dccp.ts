// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import {
  DCCP_ACK_STATES,
  DCCP_DROP_CODES,
  DCCP_FEATURES,
  DCCP_RESET_CODES,
  DCCP_TYPES,
  type DccpDropRun,
  type DccpHeader,
  type DccpOption,
  type SymbolRef,
} from "../../../src/dsl/ast.js";
import { blob, num, optionals, span, symbol } from "./arbitrary-values.js";

type S = SymbolRef;

const type = <T extends string>(name: T) => fc.constant(name);

/** Numbers with a name, without one, and names of definitions. */
const feature = fc.oneof(fc.constantFrom(...Object.keys(DCCP_FEATURES).map(Number)), fc.nat(255), symbol);
const resetCode = fc.oneof(fc.nat(DCCP_RESET_CODES.length), fc.nat(255), symbol);
/** Text, text with spaces behind, and numbers that are no text. */
const service = fc.oneof(
  fc
    .string({ unit: fc.constantFrom(..."SPDLabc09-_+.*/?@ "), minLength: 4, maxLength: 4 })
    .map((text) => Buffer.from(text).readUInt32BE()),
  num,
);

const number48 = fc.maxSafeNat().map((value) => value % 2 ** 48);
const timeOctets = fc.constantFrom(2 as const, 4 as const);
const nonce = fc.constantFrom(0 as const, 1 as const);

const dropRun: fc.Arbitrary<DccpDropRun> = fc.oneof(
  fc.record({ state: fc.constant("delivered" as const), packets: fc.integer({ min: 1, max: 128 }) }),
  fc.record({ state: fc.constantFrom(...DCCP_DROP_CODES), packets: fc.integer({ min: 1, max: 16 }) }),
);

export const dccpOption: fc.Arbitrary<DccpOption<S>> = fc.oneof(
  fc.record({ type: fc.constantFrom("padding", "mandatory", "slow_receiver"), span }),
  fc.record({
    type: fc.constantFrom("change_l", "change_r", "confirm_l", "confirm_r"),
    span,
    feature,
    values: fc.array(num, { maxLength: 4 }),
  }),
  fc.record({ type: type("init_cookie"), span, cookie: blob }),
  optionals({ type: type("ndp_count"), span, count: num, octets: fc.integer({ min: 1, max: 6 }) }, [
    "type",
    "span",
    "count",
  ]),
  fc.record({
    type: type("ack_vector"),
    span,
    nonce,
    runs: fc.array(
      fc.record({ state: fc.constantFrom(...DCCP_ACK_STATES), packets: fc.integer({ min: 1, max: 64 }) }),
      { maxLength: 5 },
    ),
  }),
  fc.record({ type: type("data_dropped"), span, runs: fc.array(dropRun, { maxLength: 5 }) }),
  fc.record({ type: type("timestamp"), span, value: num }),
  fc.record({ type: type("timestamp_echo"), span, value: num }),
  optionals({ type: type("timestamp_echo"), span, value: num, elapsed: num, octets: timeOctets }, [
    "type",
    "span",
    "value",
    "elapsed",
  ]),
  optionals({ type: type("elapsed_time"), span, elapsed: num, octets: timeOctets }, [
    "type",
    "span",
    "elapsed",
  ]),
  optionals({ type: type("data_checksum"), span, checksum: num }, ["type", "span"]),
  fc.record({ type: fc.constantFrom("loss_event_rate", "receive_rate"), span, rate: num }),
  fc.record({
    type: type("loss_intervals"),
    span,
    skip: num,
    intervals: fc.array(fc.record({ span, lossless: num, loss: num, data: num, nonce }), { maxLength: 3 }),
  }),
  optionals({ type: type("unknown"), span, kind: num, data: blob }, ["type", "span", "kind"]),
  fc.record({ type: type("raw"), span, data: blob }),
);

export const dccp: fc.Arbitrary<DccpHeader<S>> = optionals(
  {
    type: type("dccp"),
    span,
    ports: fc.record({ span, source: num, destination: num }),
    packetType: fc.constantFrom(...DCCP_TYPES),
    extended: fc.boolean(),
    sequence: number48,
    absolute: fc.constant(true as const),
    ack: fc.oneof(number48, num),
    service,
    resetCode,
    resetData: blob,
    ccval: num,
    cscov: num,
    dataOffset: num,
    badChecksum: fc.constant(true as const),
    length: fc.oneof(fc.constant(0), num),
    options: fc.array(dccpOption, { maxLength: 5 }),
  },
  ["type", "span", "packetType", "extended", "sequence", "length"],
);
