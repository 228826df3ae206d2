// SPDX-License-Identifier: GPL-2.0

import type {
  AddAddressOption,
  DataSequence,
  DssOption,
  MpCapableOption,
  MptcpHmac,
  MptcpOption as ScriptOption,
  Span,
} from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import { mappingChecksum } from "../mapping/mptcp/checksum.js";
import type { MptcpHost } from "../mapping/mptcp/connection.js";
import { type SubflowValues, toWire } from "../mapping/mptcp/subflow.js";
import { PacketError } from "../packet-error.js";
import { type IpAddress, parseAddress } from "../wire/address.js";
import { NO_BYTES } from "../wire/bytes.js";
import type { DataMapping, DataNumber, MptcpOption } from "../wire/mptcp/option.js";
import { fits } from "./range.js";

/** What an option to inject depends on besides itself. */
export interface MptcpContext {
  readonly connection: Connection;
  readonly values: SubflowValues;
  /** Where the segment starts, counted from the initial number of its side. */
  readonly start: number;
  readonly payload: Uint8Array;
}

/**
 * An option of a segment to inject; what is left out is what the protocol wants.
 * @throws PacketError missing-field if that depends on a key that nobody has told, out-of-range
 */
export function mptcpFromAst(option: ScriptOption, context: MptcpContext): MptcpOption {
  const { span } = option;
  const { values, connection } = context;
  switch (option.type) {
    case "mp_capable":
      return capableFromAst(option, context);
    case "mp_join_syn": {
      const { token = "auto", random = values.nonce } = option;
      const own = token === "auto" ? needed(values.receiver.token, "token", span) : token;
      return {
        type: "mp_join_syn",
        backup: flag(option.backup, span),
        addressId: addressIdOf(option.addressId, connection.remote?.address, context, span),
        token: typeof own === "number" ? own : Number(values.number(own)),
        random,
      };
    }
    case "mp_join_syn_ack":
      return {
        type: "mp_join_syn_ack",
        backup: flag(option.backup, span),
        addressId: addressIdOf(option.addressId, connection.remote?.address, context, span),
        hmac: hmacFromAst(option.hmac, values, 8, span),
        random: option.random ?? values.nonce,
      };
    case "mp_join_ack":
      return { type: "mp_join_ack", hmac: hmacFromAst(option.hmac, values, 20, span) };
    case "dss":
      return dssFromAst(option, context);
    case "add_address":
      return addAddressFromAst(option, context);
    case "remove_address":
      return {
        type: "remove_address",
        addressIds: option.addressIds.map((id) => fits(id, 8, "address_id", span)),
      };
    case "mp_prio": {
      const { addressId } = option;
      return {
        type: "mp_prio",
        backup: flag(option.backup, span),
        ...(typeof addressId === "number" && { addressId: fits(addressId, 8, "address_id", span) }),
      };
    }
    case "mp_fail": {
      const dsn = dataNumber(
        { span, octets: 8, ...(option.dsn !== undefined && { value: option.dsn }) },
        values.receiver,
        context,
      );
      return { type: "mp_fail", dsn: dsn.value };
    }
    case "mp_fastclose": {
      const { key, offset = 0 } = option;
      const receiver = key ? values.names.keys.valueOf(key) : needed(values.receiver.key, "key", span);
      return { type: "mp_fastclose", key: BigInt.asUintN(64, receiver + BigInt(offset)) };
    }
    case "mp_reset":
      return {
        type: "mp_reset",
        flags: fits(option.flags ?? 0, 4, "flags", span),
        reason: fits(option.reason, 8, "reason", span),
      };
  }
}

function flag(value: number | undefined, span: Span): boolean {
  return fits(value ?? 0, 1, "backup", span) === 1;
}

function needed<T>(value: T | undefined, what: string, span: Span): T {
  if (value !== undefined) return value;
  const message = `${what}: no packet before this one has told the key that it depends on`;
  throw new PacketError("missing-field", span, message);
}

function capableFromAst(option: MpCapableOption, { values }: MptcpContext): MptcpOption {
  const { version, flags, keys, dataLength, checksum, span } = option;
  const whole = values.sender.initialNumber ?? 0n;
  const sum = checksum === "auto" ? mappingChecksum(whole + 1n, 1, dataLength ?? 0, NO_BYTES) : checksum;
  return {
    type: "mp_capable",
    version,
    flags: fits(flags, 8, "flags", span),
    keys: keys.map((key) => values.names.keys.valueOf(key)),
    ...(dataLength !== undefined && { dataLength: fits(dataLength, 16, "mpcdatalen", span) }),
    ...(typeof sum === "number" && { checksum: fits(sum, 16, "cksum", span) }),
  };
}

function addressIdOf(
  addressId: number | "auto" | undefined,
  address: IpAddress | undefined,
  { values }: MptcpContext,
  span: Span,
): number {
  if (typeof addressId === "number") return fits(addressId, 8, "address_id", span);
  return address ? values.names.addresses.identifierOf(address) : 0;
}

function hmacFromAst(
  hmac: MptcpHmac | undefined,
  values: SubflowValues,
  length: 8 | 20,
  span: Span,
): Uint8Array {
  if (hmac === undefined || hmac === "auto") {
    return needed(values.joinHmac(), "sender_hmac", span).subarray(0, length);
  }
  return hmac.type === "hex" ? hmac.bytes : values.hmac(hmac, length);
}

function dssFromAst(
  { dack, dsn, ssn, dll, checksum, fin, span }: DssOption,
  context: MptcpContext,
): MptcpOption {
  const { sender, receiver } = context.values;
  const { start, payload } = context;
  const length = fits(dll ?? payload.length + (fin ? 1 : 0), 16, "dll", span);
  const mapping = dsn && {
    dsn: dataNumber(dsn, sender, context),
    ssn: fits(ssn ?? (payload.length > 0 ? start : 0), 32, "ssn", span),
    length,
  };
  return {
    type: "dss",
    fin,
    ...(dack && { dack: dataNumber(dack, receiver, context) }),
    ...(mapping && { mapping: { ...mapping, ...checksumOf(checksum, mapping, sender, payload, span) } }),
  };
}

function checksumOf(
  checksum: DssOption["checksum"],
  { dsn, ssn, length }: DataMapping,
  sender: MptcpHost,
  payload: Uint8Array,
  span: Span,
): { readonly checksum?: number } {
  if (checksum === "none") return {};
  if (typeof checksum === "number") return { checksum: fits(checksum, 16, "cksum", span) };
  return { checksum: mappingChecksum(wholeNumber(dsn, sender), ssn, length, payload) };
}

/** All 64 bits of a number on the wire, which is not far behind the host's initial one. */
export function wholeNumber({ octets, value }: DataNumber, { initialNumber = 0n }: MptcpHost): bigint {
  if (octets === 8) return value;
  return BigInt.asUintN(64, initialNumber + BigInt.asUintN(32, value - initialNumber));
}

/** A number counts from the initial one of the host; a hash is the whole number. */
function dataNumber(
  { octets, value, span }: DataSequence,
  host: MptcpHost,
  { values }: MptcpContext,
): DataNumber {
  if (typeof value === "object") return { octets, value: BigInt.asUintN(8 * octets, values.number(value)) };
  const relative = value === undefined ? host.next : BigInt(value);
  needed(host.initialNumber, "data sequence number", span);
  return { octets, value: toWire(relative, host, octets) };
}

function addAddressFromAst(option: AddAddressOption, context: MptcpContext): MptcpOption {
  const { echo, port, hmac, span } = option;
  const { connection, values } = context;
  const address =
    addressOf(option, context) ?? (echo ? connection.local : connection.remote)?.address ?? NO_BYTES;
  const addressId = addressIdOf(option.addressId, address, context, span);
  const own =
    hmac === "auto" ? needed(values.addressHmac(addressId, address, port ?? 0), "hmac", span) : hmac;
  return {
    type: "add_address",
    version: !echo && hmac === undefined ? 0 : 1,
    echo,
    addressId,
    address,
    ...(port !== undefined && { port: fits(port, 16, "port", span) }),
    ...(own !== undefined && { hmac: BigInt(own) }),
  };
}

/** The address that a script writes, or has given a name to. */
function addressOf({ address }: AddAddressOption, { values }: MptcpContext): IpAddress | undefined {
  const literal = address?.literal && parseAddress(address.literal.text);
  if (literal || address?.name === undefined) return literal;
  return values.names.endpoints.get(address.name)?.address;
}
