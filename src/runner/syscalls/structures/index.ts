// SPDX-License-Identifier: GPL-2.0
/**
 * Structures that are values of socket options and control messages.
 *
 *   structure   what a schema is
 *   linger, timeval, tcp-info, …   one structure a file, or those of one purpose
 *   sctp/       those of SCTP's socket API, and its notifications
 *   value       the structure of an expression ▸ bytes; member-bytes and integer-field: one member
 *   compare     the kernel's bytes beside it
 *   index       which option and which control message have which
 *
 * May import: what syscalls may.
 */
import type { Constants } from "../../constants.js";
import { linger } from "./linger.js";
import { mptcpFullInfo, mptcpInfo, mptcpSubflowAddresses, mptcpTcpInfo } from "./mptcp-info.js";
import {
  groupMembership,
  groupSourceMembership,
  ipMembership,
  ipMembershipByIndex,
  ipSourceMembership,
  ipv6Membership,
} from "./multicast.js";
import { ipPacketInfo, ipv6PacketInfo } from "./packet-info.js";
import { SCTP_STRUCTURES } from "./sctp/index.js";
import { filterInstruction, socketFilter } from "./socket-filter.js";
import { type LevelAndName, memberNames, type Structure } from "./structure.js";
import { tcpInfo } from "./tcp-info.js";
import { authenticationInfo, authenticationKey, md5Signature, removedAuthenticationKey } from "./tcp-keys.js";
import { repairOption, repairWindow } from "./tcp-repair.js";
import { tfrcReceiverInfo, tfrcSenderInfo } from "./tfrc.js";
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
  mptcpFullInfo,
  mptcpInfo,
  mptcpSubflowAddresses,
  mptcpTcpInfo,
  removedAuthenticationKey,
  repairOption,
  repairWindow,
  socketFilter,
  tcpInfo,
  tfrcReceiverInfo,
  tfrcSenderInfo,
  timestamping,
  timeval,
  txtime,
  ...SCTP_STRUCTURES,
];

/**
 * The structures that an option may have.
 * @param level  SOL_*
 */
export function structuresOf(level: number, name: number, constants: Constants): readonly Structure[] {
  const known = ofOptions.get(constants) ?? new Map<string, readonly Structure[]>();
  ofOptions.set(constants, known);
  const key = `${level} ${name}`;
  const found =
    known.get(key) ?? STRUCTURES.filter(({ options }) => includes(options, level, name, constants));
  known.set(key, found);
  return found;
}

/** A suite uses few options, and each often. */
const ofOptions = new WeakMap<Constants, Map<string, readonly Structure[]>>();

/**
 * The structures that a control message of this level and type may have: the numbers of types and
 * of options are the same for some protocols, and have nothing to do with each other for others.
 */
export function messageStructures(level: number, type: number, constants: Constants): readonly Structure[] {
  return STRUCTURES.filter(({ messages = [] }) => includes(messages, level, type, constants));
}

function includes(list: readonly LevelAndName[], level: number, name: number, constants: Constants): boolean {
  return list.some(([of, one]) => constants.get(of) === level && constants.get(one) === name);
}

/** The members that structures have, as scripts write them. */
export const STRUCTURE_MEMBERS: readonly string[] = STRUCTURES.flatMap(memberNames);
