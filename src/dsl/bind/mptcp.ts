// SPDX-License-Identifier: GPL-2.0
import type {
  DataSequence,
  MptcpChecksum,
  MptcpHash,
  MptcpHmac,
  MptcpKey,
  MptcpOption,
  Num,
  Num64,
  SymbolRef,
} from "../ast.js";
import type { Binder } from "./binder.js";

type S = SymbolRef;

/** Names of keys and addresses are the protocol's own: no definition stands for them. */
export function bindMptcpOption(binder: Binder, option: MptcpOption<S>): MptcpOption {
  switch (option.type) {
    case "mp_capable": {
      const { type, span, version, flags, keys, dataLength, checksum } = option;
      return {
        type,
        span,
        version,
        flags: binder.num(flags),
        keys: keys.map((key) => bindKey(binder, key)),
        ...(dataLength !== undefined && { dataLength: binder.num(dataLength) }),
        ...(checksum !== undefined && { checksum: bindChecksum(binder, checksum) }),
      };
    }
    case "mp_join_syn": {
      const { type, span, backup, addressId, token, random } = option;
      return {
        type,
        span,
        ...(backup !== undefined && { backup: binder.num(backup) }),
        ...(addressId !== undefined && { addressId: bindOrAuto(binder, addressId) }),
        ...(token !== undefined && { token: bindToken(binder, token) }),
        ...(random !== undefined && { random: binder.num(random) }),
      };
    }
    case "mp_join_syn_ack": {
      const { type, span, backup, addressId, hmac, random } = option;
      return {
        type,
        span,
        ...(backup !== undefined && { backup: binder.num(backup) }),
        ...(addressId !== undefined && { addressId: bindOrAuto(binder, addressId) }),
        ...(hmac !== undefined && { hmac: bindHmac(binder, hmac) }),
        ...(random !== undefined && { random: binder.num(random) }),
      };
    }
    case "mp_join_ack": {
      const { type, span, hmac } = option;
      return { type, span, ...(hmac !== undefined && { hmac: bindHmac(binder, hmac) }) };
    }
    case "dss": {
      const { type, span, dack, dsn, ssn, dll, checksum, fin } = option;
      return {
        type,
        span,
        fin,
        ...(dack && { dack: bindSequence(binder, dack) }),
        ...(dsn && { dsn: bindSequence(binder, dsn) }),
        ...(ssn !== undefined && { ssn: binder.num(ssn) }),
        ...(dll !== undefined && { dll: binder.num(dll) }),
        ...(checksum !== undefined && { checksum: bindChecksum(binder, checksum) }),
      };
    }
    case "add_address": {
      const { addressId, port, hmac, ...rest } = option;
      return {
        ...rest,
        ...(addressId !== undefined && { addressId: bindOrAuto(binder, addressId) }),
        ...(port !== undefined && { port: binder.num(port) }),
        ...(hmac !== undefined && { hmac: hmac === "auto" ? hmac : binder.num64(hmac) }),
      };
    }
    case "remove_address":
      return { ...option, addressIds: option.addressIds.map((id) => binder.num(id)) };
    case "mp_prio": {
      const { type, span, backup, addressId } = option;
      return {
        type,
        span,
        ...(backup !== undefined && { backup: binder.num(backup) }),
        ...(addressId !== undefined && { addressId: bindOrAuto(binder, addressId) }),
      };
    }
    case "mp_fail": {
      const { type, span, dsn } = option;
      return { type, span, ...(dsn !== undefined && { dsn: bindNumber(binder, dsn) }) };
    }
    case "mp_fastclose": {
      const { type, span, key, offset } = option;
      return {
        type,
        span,
        ...(key && { key: bindKey(binder, key) }),
        ...(offset !== undefined && { offset: binder.num64(offset) }),
      };
    }
    case "mp_reset": {
      const { type, span, reason, flags } = option;
      return {
        type,
        span,
        reason: binder.num(reason),
        ...(flags !== undefined && { flags: binder.num(flags) }),
      };
    }
  }
}

function bindOrAuto(binder: Binder, value: Num<S> | "auto"): number | "auto" {
  return value === "auto" ? value : binder.num(value);
}

function bindChecksum(binder: Binder, checksum: MptcpChecksum<S>): MptcpChecksum {
  return checksum === "none" ? checksum : bindOrAuto(binder, checksum);
}

function bindKey(binder: Binder, { span, name, value }: MptcpKey<S>): MptcpKey {
  return {
    span,
    ...(name !== undefined && { name }),
    ...(value !== undefined && { value: binder.num64(value) }),
  };
}

function bindToken(binder: Binder, token: Num<S> | MptcpHash<S> | "auto"): number | MptcpHash | "auto" {
  return typeof token === "object" && token.type === "hash"
    ? bindHash(binder, token)
    : bindOrAuto(binder, token);
}

function bindHmac(binder: Binder, hmac: MptcpHmac<S>): MptcpHmac {
  return hmac !== "auto" && hmac.type === "hash" ? bindHash(binder, hmac) : hmac;
}

function bindHash(binder: Binder, { offset, ...rest }: MptcpHash<S>): MptcpHash {
  return { ...rest, ...(offset !== undefined && { offset: binder.num64(offset) }) };
}

function bindNumber(binder: Binder, value: Num64<S> | MptcpHash<S>): Num64 | MptcpHash {
  return typeof value === "object" && value.type === "hash" ? bindHash(binder, value) : binder.num64(value);
}

function bindSequence(binder: Binder, { span, octets, value }: DataSequence<S>): DataSequence {
  return { span, octets, ...(value !== undefined && { value: bindNumber(binder, value) }) };
}
