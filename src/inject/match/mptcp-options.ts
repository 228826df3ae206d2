// SPDX-License-Identifier: GPL-2.0

import type {
  AddAddressOption,
  DataSequence,
  DssOption,
  MpCapableOption,
  MptcpHash,
  MptcpHmac,
  MptcpOption as ScriptOption,
} from "../../dsl/ast.js";
import { wholeNumber } from "../from-ast/mptcp-options.js";
import { mappingChecksum } from "../mapping/mptcp/checksum.js";
import type { MptcpHost } from "../mapping/mptcp/connection.js";
import { fromWire, type SubflowValues, toWire } from "../mapping/mptcp/subflow.js";
import { formatAddress, parseAddress } from "../wire/address.js";
import { firstDifference, zeros } from "../wire/contents.js";
import type {
  AddAddress,
  DataMapping,
  DataNumber,
  Dss,
  MpCapable,
  MptcpOption,
} from "../wire/mptcp/option.js";
import { compare, type FieldDifference, hex } from "./difference.js";

type Differences = readonly FieldDifference[];

/** What expected options depend on besides themselves. */
export interface MptcpExpectation {
  readonly values: SubflowValues;
  /** Of the segment. */
  readonly payload: Uint8Array;
}

/**
 * Compares an option with what the script says about it, or leaves to the protocol. Identifiers of
 * addresses, nonces and data sequence numbers that the script leaves out may be any.
 * @param actual of the same type, with the script's data sequence numbers
 */
export function matchMptcpOption(
  expected: ScriptOption,
  actual: MptcpOption,
  context: MptcpExpectation,
): Differences {
  const { values } = context;
  const field = (name: string): string => `tcp.option.${expected.type}.${name}`;
  switch (expected.type) {
    case "mp_capable":
      return actual.type === "mp_capable" ? matchCapable(expected, actual, context) : [];
    case "mp_join_syn": {
      if (actual.type !== "mp_join_syn") return [];
      const { token = "auto" } = expected;
      const wanted = token === "auto" ? values.receiver.token : tokenOf(token, values);
      return [
        ...compare(field("backup"), expected.backup ?? 0, Number(actual.backup)),
        ...optional(field("address_id"), numberOf(expected.addressId), actual.addressId),
        ...optional(field("token"), wanted, actual.token),
        ...optional(field("rand"), expected.random, actual.random),
      ];
    }
    case "mp_join_syn_ack":
      if (actual.type !== "mp_join_syn_ack") return [];
      return [
        ...compare(field("backup"), expected.backup ?? 0, Number(actual.backup)),
        ...optional(field("address_id"), numberOf(expected.addressId), actual.addressId),
        ...matchHmac(field("sender_hmac"), expected.hmac, actual.hmac, values),
        ...optional(field("rand"), expected.random, actual.random),
      ];
    case "mp_join_ack":
      return actual.type === "mp_join_ack"
        ? matchHmac(field("sender_hmac"), expected.hmac, actual.hmac, values)
        : [];
    case "dss":
      return actual.type === "dss" ? matchDss(expected, actual, context) : [];
    case "add_address":
      return actual.type === "add_address" ? matchAddAddress(expected, actual, values) : [];
    case "remove_address":
      return actual.type === "remove_address"
        ? compare(field("address_id"), expected.addressIds.join(","), actual.addressIds.join(","))
        : [];
    case "mp_prio":
      if (actual.type !== "mp_prio") return [];
      return [
        ...compare(field("backup"), expected.backup ?? 0, Number(actual.backup)),
        ...present(field("address_id"), numberOf(expected.addressId), actual.addressId),
      ];
    case "mp_fail":
      if (actual.type !== "mp_fail" || expected.dsn === undefined) return [];
      return compare(field("dsn8"), relativeOf(expected.dsn, 8, values.receiver, values), actual.dsn);
    case "mp_fastclose": {
      if (actual.type !== "mp_fastclose") return [];
      const { key, offset = 0 } = expected;
      const known = key ? values.names.keys.valueOf(key) : values.receiver.key;
      const wanted = known === undefined ? undefined : BigInt.asUintN(64, known + BigInt(offset));
      return optional(field("key"), wanted, actual.key);
    }
    case "mp_reset":
      if (actual.type !== "mp_reset") return [];
      return [
        ...compare(field("reason"), expected.reason, actual.reason),
        ...compare(field("flags"), expected.flags ?? 0, actual.flags, hex),
      ];
  }
}

/** A field that may be any where nothing is wanted. */
function optional<T extends number | bigint>(field: string, wanted: T | undefined, actual: T): Differences {
  return wanted === undefined ? [] : compare(field, wanted, actual);
}

/** A field that is absent where nothing is wanted. */
function present<T extends number | bigint>(
  field: string,
  wanted: T | undefined,
  actual: T | undefined,
): Differences {
  return compare(field, String(wanted ?? "none"), String(actual ?? "none"));
}

function numberOf(value: number | "auto" | undefined): number | undefined {
  return value === "auto" ? undefined : value;
}

function tokenOf(token: number | MptcpHash, values: SubflowValues): number {
  return typeof token === "number" ? token : Number(values.number(token));
}

function matchCapable(
  { version, flags, keys, dataLength, checksum }: MpCapableOption,
  actual: MpCapable,
  { values, payload }: MptcpExpectation,
): Differences {
  const field = (name: string): string => `tcp.option.mpcapable.${name}`;
  const first = values.sender.initialNumber ?? 0n;
  const right = mappingChecksum(first + 1n, 1, actual.dataLength ?? 0, payload);
  return [
    ...compare(field("version"), version, actual.version),
    ...compare(field("flags"), flags, actual.flags, hex),
    ...compare(
      field("key"),
      printKeys(keys.map((key) => values.names.keys.valueOf(key))),
      printKeys(actual.keys),
    ),
    ...present(field("mpcdatalen"), dataLength, actual.dataLength),
    ...matchChecksum(field("cksum"), checksum ?? "none", actual.checksum, right),
  ];
}

function printKeys(keys: readonly bigint[]): string {
  return keys.length === 0 ? "nokey" : keys.map((key) => `0x${key.toString(16)}`).join(", ");
}

/** "auto" is the right one, "none" that there is no such field. */
function matchChecksum(
  field: string,
  wanted: number | "auto" | "none",
  actual: number | undefined,
  right: number | undefined,
): Differences {
  const checksum = wanted === "none" ? undefined : wanted === "auto" ? right : wanted;
  const print = (value: number | undefined): string => (value === undefined ? "none" : hex(value));
  return compare(field, print(checksum), print(actual));
}

function matchHmac(
  field: string,
  expected: MptcpHmac | undefined,
  actual: Uint8Array,
  values: SubflowValues,
): Differences {
  const length = actual.length === 8 ? 8 : 20;
  const wanted = hmacOf(expected, length, values);
  return wanted ? compare(field, printBytes(wanted), printBytes(actual)) : [];
}

function hmacOf(
  expected: MptcpHmac | undefined,
  length: 8 | 20,
  values: SubflowValues,
): Uint8Array | undefined {
  if (expected === undefined || expected === "auto") return values.joinHmac()?.subarray(0, length);
  return expected.type === "hex" ? expected.bytes : values.hmac(expected, length);
}

function printBytes(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

/** With neither dack nor dsn, it may be any. */
function matchDss(expected: DssOption, actual: Dss, { values, payload }: MptcpExpectation): Differences {
  const { dack, dsn, ssn, dll, checksum = "auto", fin } = expected;
  if (!dack && !dsn) return [];
  const { sender, receiver } = values;
  const { mapping } = actual;
  const field = (name: string): string => `tcp.option.dss.${name}`;
  return [
    ...matchNumber(field("dack"), "dack", dack, actual.dack, receiver, values),
    ...matchNumber(field("dsn"), "dsn", dsn, mapping?.dsn, sender, values),
    ...(dsn && mapping
      ? [
          ...optional(field("ssn"), ssn, mapping.ssn),
          ...optional(field("dll"), dll, mapping.length),
          ...matchChecksum(
            field("cksum"),
            checksum,
            mapping.checksum,
            isKnown(actual, payload) ? rightChecksum(mapping, sender, payload) : mapping.checksum,
          ),
        ]
      : []),
    ...compare(field("fin"), String(fin), String(actual.fin)),
  ];
}

/** What other packets of the mapping carry is known if it is zeros. */
function isKnown({ mapping, fin }: Dss, payload: Uint8Array): boolean {
  const length = (mapping?.length ?? 0) - (fin ? 1 : 0);
  return payload.length >= length || firstDifference(payload, zeros(payload.length)) < 0;
}

function rightChecksum({ dsn, ssn, length }: DataMapping, sender: MptcpHost, payload: Uint8Array): number {
  const { octets } = dsn;
  const whole = wholeNumber({ octets, value: toWire(dsn.value, sender, octets) }, sender);
  return mappingChecksum(whole, ssn, length, payload);
}

/** The number itself may be any if the script gives none. */
function matchNumber(
  field: string,
  name: string,
  expected: DataSequence | undefined,
  actual: DataNumber | undefined,
  host: MptcpHost,
  values: SubflowValues,
): Differences {
  const got = actual ? `${name}${actual.octets}=${actual.value}` : "none";
  if (!expected) return compare(field, "none", got);
  const { octets, value } = expected;
  const isAny = value === undefined && actual?.octets === octets;
  if (isAny) return [];
  const wanted = value === undefined ? "" : `=${relativeOf(value, octets, host, values)}`;
  return compare(field, `${name}${octets}${wanted}`, got);
}

/** A number of the script as it counts from the initial one: a hash is the whole number. */
function relativeOf(
  value: number | bigint | MptcpHash,
  octets: 4 | 8,
  host: MptcpHost,
  values: SubflowValues,
): bigint {
  if (typeof value === "object") return fromWire(values.number(value), host, octets);
  return BigInt.asUintN(8 * octets, BigInt(value));
}

function matchAddAddress(
  { addressId, address, port, echo, hmac }: AddAddressOption,
  actual: AddAddress,
  values: SubflowValues,
): Differences {
  const field = (name: string): string => `tcp.option.add_address.${name}`;
  const version = !echo && hmac === undefined ? 0 : 1;
  const literal = address?.literal && parseAddress(address.literal.text);
  const named = address?.name === undefined ? undefined : values.names.endpoints.get(address.name)?.address;
  const wanted = literal ?? named;
  const own = values.addressHmac(actual.addressId, actual.address, actual.port ?? 0);
  return [
    ...compare(field("version"), version, actual.version),
    ...optional(field("address_id"), numberOf(addressId), actual.addressId),
    ...(wanted ? compare(field("addr"), formatAddress(wanted), formatAddress(actual.address)) : []),
    ...present(field("port"), port, actual.port),
    ...compare(field("addr_echo"), String(echo), String(actual.echo)),
    ...present(field("hmac"), hmac === "auto" ? own : hmac, actual.hmac),
  ];
}
