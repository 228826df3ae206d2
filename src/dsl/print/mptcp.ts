// SPDX-License-Identifier: GPL-2.0
import {
  type AddAddressOption,
  type DataSequence,
  type DssOption,
  MP_CAPABLE_FLAG,
  MP_RESET_FLAG,
  type MpCapableOption,
  type MptcpAddress,
  type MptcpChecksum,
  type MptcpHash,
  type MptcpHmac,
  type MptcpKey,
  type MptcpOption,
  type Num,
  type Num64,
  type SymbolRef,
} from "../ast.js";
import { hex, hexDigits, num, num64 } from "./values.js";

type S = SymbolRef;

/** An option in the notation of multipath-tcp's packetdrill: `dss dack4=1 dsn4=1 ssn=1 dll=100 nocs`. */
export function printMptcpOption(option: MptcpOption<S>): string {
  switch (option.type) {
    case "mp_capable":
      return printCapable(option);
    case "mp_join_syn": {
      const { backup, addressId, token, random } = option;
      const start = `mp_join_syn${field("backup", backup, num)}${field("address_id", addressId, orAuto)}`;
      return start + field("token", token, printToken) + field("rand", random, num);
    }
    case "mp_join_syn_ack": {
      const { backup, addressId, hmac, random } = option;
      const start = `mp_join_syn_ack${field("backup", backup, num)}${field("address_id", addressId, orAuto)}`;
      return start + field("sender_hmac", hmac, printHmac) + field("rand", random, num);
    }
    case "mp_join_ack":
      return `mp_join_ack${field("sender_hmac", option.hmac, printHmac)}`;
    case "dss":
      return printDss(option);
    case "add_address":
      return printAddAddress(option);
    case "remove_address":
      return `remove_address address_id=[${option.addressIds.map(num).join(",")}]`;
    case "mp_prio":
      return `mp_prio${field("backup", option.backup, num)}${field("address_id", option.addressId, orAuto)}`;
    case "mp_fail":
      return `mp_fail${field("dsn8", option.dsn, printNumber)}`;
    case "mp_fastclose": {
      const offset = option.offset === undefined ? "" : `+${num64(option.offset)}`;
      return `mp_fastclose${option.key ? ` ${printKey(option.key)}` : ""}${offset}`;
    }
    case "mp_reset":
      return `mp_reset ${num(option.reason)}${printFlags(option.flags, MP_RESET_FLAG)}`;
  }
}

/** ` name=value`, or nothing for a field that is not there. */
function field<T>(name: string, value: T | undefined, print: (value: T) => string): string {
  return value === undefined ? "" : ` ${name}=${print(value)}`;
}

function orAuto(value: Num<S> | "auto"): string {
  return value === "auto" ? value : num(value);
}

function printCapable({ version, flags, keys, dataLength, checksum }: MpCapableOption<S>): string {
  const list = keys.length === 0 ? "nokey" : `key[${keys.map(printKey).join(", ")}]`;
  const data = dataLength === undefined ? "" : ` mpcdatalen ${num(dataLength)}`;
  return `mpcapable v${version}${printFlags(flags, MP_CAPABLE_FLAG)} ${list}${data}${printChecksum(checksum)}`;
}

/** ` flags[flag_a, flag_h]`, or the number if there are bits without a name. */
function printFlags(flags: Num<S> | undefined, table: Readonly<Record<string, number>>): string {
  if (flags === undefined) return "";
  if (typeof flags !== "number") return ` flags ${flags.name}`;
  const all = Object.values(table).reduce((sum, bit) => sum + bit, 0);
  if (flags > all) return ` flags ${hex(flags)}`;
  const names = Object.entries(table).flatMap(([letter, bit]) =>
    flags & bit ? [`flag_${letter.toLowerCase()}`] : [],
  );
  return ` flags[${names.length === 0 ? "no_flags" : names.join(", ")}]`;
}

function printKey({ name, value }: MptcpKey<S>): string {
  const parts = [...(name === undefined ? [] : [name]), ...(value === undefined ? [] : [num64(value)])];
  return parts.join("=");
}

function printChecksum(checksum: MptcpChecksum<S> | undefined): string {
  return checksum === "none" ? " nocs" : field("cksum", checksum, orAuto);
}

function printToken(token: Num<S> | MptcpHash<S> | "auto"): string {
  return typeof token === "object" && token.type === "hash" ? printHash(token) : orAuto(token);
}

function printHmac(hmac: MptcpHmac<S>): string {
  if (hmac === "auto") return hmac;
  return hmac.type === "hash" ? printHash(hmac) : `0x${hexDigits(hmac.bytes)}`;
}

function printNumber(value: Num64<S> | MptcpHash<S>): string {
  return typeof value === "object" && value.type === "hash" ? printHash(value) : num64(value);
}

function printHash({ function: name, args, offset }: MptcpHash<S>): string {
  return `${name}(${args.join(" ")})${offset === undefined ? "" : `+${num64(offset)}`}`;
}

function printDss({ dack, dsn, ssn, dll, checksum, fin }: DssOption<S>): string {
  const numbers = `${printSequence("dack", dack)}${printSequence("dsn", dsn)}`;
  const mapping = field("ssn", ssn, num) + field("dll", dll, num) + printChecksum(checksum);
  return `dss${numbers}${mapping}${fin ? " fin" : ""}`;
}

function printSequence(name: string, sequence: DataSequence<S> | undefined): string {
  if (sequence === undefined) return "";
  const { octets, value } = sequence;
  return ` ${name}${octets}${value === undefined ? "" : `=${printNumber(value)}`}`;
}

function printAddAddress({ addressId, address, port, echo, hmac }: AddAddressOption<S>): string {
  const where = `${field("address_id", addressId, orAuto)}${address ? ` addr[${printAddress(address)}]` : ""}`;
  const rest = field("port", port, num) + (echo ? " addr_echo" : "");
  return `add_address${where}${rest}${field("hmac", hmac, (value) => (value === "auto" ? value : num64(value)))}`;
}

function printAddress({ name, literal }: MptcpAddress): string {
  const address = literal && `${literal.version === 4 ? "inet_addr" : "inet6_addr"}("${literal.text}")`;
  if (name === undefined) return address ?? "";
  return address === undefined ? name : `${name}=${address}`;
}
