// SPDX-License-Identifier: GPL-2.0
/**
 * Structures that are values of socket options and control messages.
 *
 *   structure   what a schema is
 *   linger, timeval, tcp-info, …   one structure a file, or those of one purpose
 *   value       the structure of an expression ▸ bytes, with integer-field for what is no whole bytes
 *   compare     the kernel's bytes beside it
 *   index       which option has which
 *
 * May import: what syscalls may.
 */
import type { Constants } from "../../constants.js";
import { linger } from "./linger.js";
import {
  groupMembership,
  groupSourceMembership,
  ipMembership,
  ipMembershipByIndex,
  ipSourceMembership,
  ipv6Membership,
} from "./multicast.js";
import { ipPacketInfo, ipv6PacketInfo } from "./packet-info.js";
import { filterInstruction, socketFilter } from "./socket-filter.js";
import type { Structure } from "./structure.js";
import { tcpInfo } from "./tcp-info.js";
import { authenticationInfo, authenticationKey, md5Signature, removedAuthenticationKey } from "./tcp-keys.js";
import { repairOption, repairWindow } from "./tcp-repair.js";
import { timestamping, txtime } from "./time-stamps.js";
import { timeval } from "./timeval.js";

export const STRUCTURES: readonly Structure[] = [
  authenticationInfo,
  authenticationKey,
  filterInstruction,
  groupMembership,
  groupSourceMembership,
  ipMembership,
  ipMembershipByIndex,
  ipPacketInfo,
  ipSourceMembership,
  ipv6Membership,
  ipv6PacketInfo,
  linger,
  md5Signature,
  removedAuthenticationKey,
  repairOption,
  repairWindow,
  socketFilter,
  tcpInfo,
  timestamping,
  timeval,
  txtime,
];

/**
 * The structures that an option, or a control message of this level and type, may have.
 * @param level  SOL_*
 */
export function structuresOf(level: number, name: number, constants: Constants): readonly Structure[] {
  return STRUCTURES.filter(({ options }) =>
    options.some(([of, option]) => constants.get(of) === level && constants.get(option) === name),
  );
}

/** The members that structures have, as scripts write them. */
export const STRUCTURE_MEMBERS: readonly string[] = STRUCTURES.flatMap(({ members, prefix = "" }) =>
  Object.keys(members).flatMap((name) => (prefix === "" ? [name] : [name, `${prefix}${name}`])),
);
