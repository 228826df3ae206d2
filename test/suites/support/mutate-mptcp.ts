// SPDX-License-Identifier: GPL-2.0
import type { DataSequence, MptcpHash, MptcpHmac, MptcpOption } from "../../../src/dsl/index.js";

/** An option with one field changed that a test must notice. */
export interface MptcpChange {
  readonly field: string;
  readonly changed: MptcpOption;
}

/**
 * The changes of an option of Multipath TCP. Left out is what the script leaves to the protocol, and
 * what is the kernel's to choose.
 */
export function mptcpChanges(option: MptcpOption): readonly MptcpChange[] {
  const changes: MptcpChange[] = [];
  const add = (name: string, changed: MptcpOption): void => {
    const word = option.type === "mp_capable" ? "mpcapable" : option.type;
    changes.push({ field: `tcp.option.${word}.${name}`, changed });
  };
  switch (option.type) {
    case "mp_capable": {
      const [first, ...rest] = option.keys;
      add("flags", { ...option, flags: option.flags ^ 0x40 });
      if (first) add("key", { ...option, keys: [{ ...first, value: 12345 }, ...rest] });
      if (option.dataLength !== undefined)
        add("mpcdatalen", { ...option, dataLength: option.dataLength + 1 });
      break;
    }
    case "mp_join_syn": {
      const { token, addressId } = option;
      add("backup", { ...option, backup: (option.backup ?? 0) ^ 1 });
      if (typeof addressId === "number") add("address_id", { ...option, addressId: addressId ^ 1 });
      if (typeof token === "object") add("token", { ...option, token: next(token) });
      break;
    }
    case "mp_join_syn_ack": {
      const { addressId } = option;
      add("backup", { ...option, backup: (option.backup ?? 0) ^ 1 });
      if (typeof addressId === "number") add("address_id", { ...option, addressId: addressId ^ 1 });
      add("sender_hmac", { ...option, hmac: otherHmac(option.hmac, 8) });
      break;
    }
    case "mp_join_ack":
      add("sender_hmac", { ...option, hmac: otherHmac(option.hmac, 20) });
      break;
    case "dss": {
      const { dack, dsn, ssn, dll, checksum } = option;
      if (dack?.value !== undefined) add("dack", { ...option, dack: nextNumber(dack) });
      if (!dsn) break;
      if (dsn.value !== undefined) add("dsn", { ...option, dsn: nextNumber(dsn) });
      if (ssn !== undefined) add("ssn", { ...option, ssn: ssn + 1 });
      if (dll !== undefined) add("dll", { ...option, dll: dll + 1 });
      if (checksum === "auto") add("cksum", { ...option, checksum: 1 });
      add("fin", { ...option, fin: !option.fin });
      break;
    }
    case "add_address": {
      const { addressId, port, hmac } = option;
      if (typeof addressId === "number") add("address_id", { ...option, addressId: addressId ^ 1 });
      if (port !== undefined) add("port", { ...option, port: port + 1 });
      if (hmac !== undefined) add("hmac", { ...option, hmac: 1 });
      break;
    }
    case "remove_address":
      add("address_id", { ...option, addressIds: option.addressIds.map((id) => id ^ 1) });
      break;
    case "mp_prio":
      add("backup", { ...option, backup: (option.backup ?? 0) ^ 1 });
      break;
    case "mp_fail":
      if (typeof option.dsn === "number") add("dsn8", { ...option, dsn: option.dsn + 1 });
      break;
    case "mp_fastclose":
      add("key", { ...option, offset: 1 });
      break;
    case "mp_reset":
      add("reason", { ...option, reason: option.reason + 1 });
      add("flags", { ...option, flags: (option.flags ?? 0) ^ 8 });
      break;
  }
  return changes;
}

function next(hash: MptcpHash): MptcpHash {
  return { ...hash, offset: BigInt(hash.offset ?? 0) + 1n };
}

function nextNumber({ value, ...sequence }: DataSequence): DataSequence {
  if (value === undefined) return sequence;
  return { ...sequence, value: typeof value === "object" ? next(value) : BigInt(value) + 1n };
}

function otherHmac(hmac: MptcpHmac | undefined, length: number): MptcpHmac {
  if (typeof hmac === "object" && hmac.type === "hash") return next(hmac);
  return { type: "hex", span: { start: 0, end: 0, line: 0, column: 0 }, bytes: new Uint8Array(length) };
}
