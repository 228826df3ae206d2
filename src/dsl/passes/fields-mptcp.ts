// SPDX-License-Identifier: GPL-2.0
import type { MptcpHash, MptcpOption } from "../ast.js";
import type { FieldVisitor } from "./fields.js";

/** Visits the numbers of an MPTCP option; those of 64 bits cannot be too large. */
export function visitMptcp(option: MptcpOption, visit: FieldVisitor): void {
  const { span } = option;
  switch (option.type) {
    case "mp_capable":
      visit("flags", option.flags, 8, span);
      visit("mpcdatalen", option.dataLength, 16, span);
      visit("cksum", exact(option.checksum), 16, span);
      break;
    case "mp_join_syn":
      visit("backup", option.backup, 1, span);
      visit("address_id", exact(option.addressId), 8, span);
      visit("token", exact(option.token), 32, span);
      visit("rand", option.random, 32, span);
      break;
    case "mp_join_syn_ack":
      visit("backup", option.backup, 1, span);
      visit("address_id", exact(option.addressId), 8, span);
      visit("rand", option.random, 32, span);
      break;
    case "dss":
      for (const [name, number] of [["dack4", option.dack] as const, ["dsn4", option.dsn] as const]) {
        if (number?.octets === 4) visit(name, exact(number.value), 32, number.span);
      }
      visit("ssn", option.ssn, 32, span);
      visit("dll", option.dll, 16, span);
      visit("cksum", exact(option.checksum), 16, span);
      break;
    case "add_address":
      visit("address_id", exact(option.addressId), 8, span);
      visit("port", option.port, 16, span);
      break;
    case "remove_address":
      for (const id of option.addressIds) visit("address_id", id, 8, span);
      break;
    case "mp_prio":
      visit("backup", option.backup, 1, span);
      visit("address_id", exact(option.addressId), 8, span);
      break;
    case "mp_reset":
      visit("reason", option.reason, 8, span);
      visit("flags", option.flags, 4, span);
      break;
    case "mp_join_ack":
    case "mp_fail":
    case "mp_fastclose":
      break;
  }
}

/** What is neither a word nor a hash. */
function exact(value: number | bigint | string | MptcpHash | undefined): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}
