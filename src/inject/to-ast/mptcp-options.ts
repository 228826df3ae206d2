// SPDX-License-Identifier: GPL-2.0

import {
  type DataSequence,
  type DssOption,
  type MptcpKey,
  NO_SPAN,
  type Num64,
  type MptcpOption as ScriptOption,
} from "../../dsl/ast.js";
import type { KeyNames } from "../mapping/mptcp/names.js";
import { formatAddress } from "../wire/address.js";
import type { AddAddress, DataNumber, Dss, MptcpOption } from "../wire/mptcp/option.js";

const span = NO_SPAN;

/** An option from the wire as a script would write it, keys by their names. */
export function mptcpToAst(option: MptcpOption, names: KeyNames | undefined): ScriptOption {
  switch (option.type) {
    case "mp_capable": {
      const { type, version, flags, keys, dataLength, checksum } = option;
      return {
        type,
        span,
        version,
        flags,
        keys: keys.map((key) => keyToAst(key, names)),
        ...(dataLength !== undefined && { dataLength }),
        ...(checksum !== undefined && { checksum }),
      };
    }
    case "mp_join_syn": {
      const { backup, ...rest } = option;
      return { ...rest, span, backup: Number(backup) };
    }
    case "mp_join_syn_ack": {
      const { backup, hmac, ...rest } = option;
      return { ...rest, span, backup: Number(backup), hmac: { type: "hex", span, bytes: hmac } };
    }
    case "mp_join_ack":
      return { type: option.type, span, hmac: { type: "hex", span, bytes: option.hmac } };
    case "dss":
      return dssToAst(option);
    case "add_address":
      return addAddressToAst(option);
    case "mp_prio": {
      const { backup, ...rest } = option;
      return { ...rest, span, backup: Number(backup) };
    }
    case "mp_fail":
      return { type: option.type, span, dsn: num64(option.dsn) };
    case "mp_fastclose":
      return { type: option.type, span, key: keyToAst(option.key, names) };
    case "remove_address":
    case "mp_reset":
      return { ...option, span };
  }
}

function keyToAst(key: bigint, names: KeyNames | undefined): MptcpKey {
  const name = names?.nameOf(key);
  return name === undefined ? { span, value: num64(key) } : { span, name };
}

function dssToAst({ type, dack, mapping, fin }: Dss): DssOption {
  return {
    type,
    span,
    fin,
    ...(dack && { dack: numberToAst(dack) }),
    ...(mapping && {
      dsn: numberToAst(mapping.dsn),
      ssn: mapping.ssn,
      dll: mapping.length,
      checksum: mapping.checksum ?? "none",
    }),
    ...(dack && !mapping && { checksum: "none" }),
  };
}

function numberToAst({ octets, value }: DataNumber): DataSequence {
  return { span, octets, value: num64(value) };
}

function addAddressToAst({ type, echo, addressId, address, port, hmac }: AddAddress): ScriptOption {
  const version = address.length === 4 ? 4 : 6;
  return {
    type,
    span,
    echo,
    addressId,
    address: { span, literal: { version, text: formatAddress(address) } },
    ...(port !== undefined && { port }),
    ...(hmac !== undefined && { hmac: num64(hmac) }),
  };
}

/** A bigint only where a number would not be exact, as the parser has it. */
function num64(value: bigint): Num64 {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
