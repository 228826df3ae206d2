// SPDX-License-Identifier: GPL-2.0

/** How a member is written in scripts. */
export type MemberKind = SimpleKind | Structure | StructureList;

/** Several structures of one kind: `[{id=0}, {id=1}]`. */
export interface StructureList {
  readonly list: Structure;
  /** The member beside it that has the size of an element in bytes; if not written, that of the headers. */
  readonly stride: string;
  /** The member that says how many there is room for. */
  readonly room?: string;
  /** Whether they follow the structure, or the member points to them. */
  readonly place: "behind" | "pointer";
}

export type SimpleKind =
  /** A number of as many bytes or bits as the member has. */
  | "integer"
  /** struct in_addr or in6_addr: `inet_addr("192.0.2.1")`, `inet6_addr("::1")`, or the string alone. */
  | "address"
  /** struct sockaddr_storage: `{sa_family=, sin_port=, sin_addr=}`; `...` is the remote address with port 0. */
  | "socket-address"
  /** The same, but `...` has the port of the socket's peer, and is any address in what the kernel writes. */
  | "peer-address"
  /** An array of bytes: a string; what it does not fill is zeros. */
  | "bytes"
  /** An array, at the end of as many elements as there are: `[1, 2]`; a string where they are bytes. */
  | "integers"
  /** sctp_assoc_t, by the script's number for it. */
  | "association"
  | "associations"
  /** A pointer to an array of struct sock_filter. */
  | "filter";

/** The level, SOL_*, and the name of a socket option or the type of a control message. */
export type LevelAndName = readonly [level: string, name: string];

/** The schema of a structure that is the value of a socket option, or what a message carries. */
export interface Structure {
  /** As the kernel's headers call it; its layout comes from them. */
  readonly name: string;
  /** In the order of the headers: in scripts, members may stand without names in this order. */
  readonly members: Readonly<Record<string, MemberKind>>;
  /** Before the names in the headers, for structures that scripts write without. */
  readonly prefix?: string;
  /** Other names of members, such as those of an RFC, and the members. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Whether the value is a list of these structures. */
  readonly isList?: boolean;
  /** The options that have it. */
  readonly options: readonly LevelAndName[];
  /** The control messages that carry it. */
  readonly messages?: readonly LevelAndName[];
  /** Members that getsockopt() reads before it writes the others. */
  readonly inputs?: readonly string[];
  /** The types of SCTP's notifications that have it. */
  readonly notifications?: readonly string[];
}

/** Several members that are written as numbers. */
export function integers(names: string): Readonly<Record<string, "integer">> {
  return Object.fromEntries(names.split(" ").map((name) => [name, "integer"]));
}

/** TCP's options are known under two names of their level, which are one number. */
export function tcp(...names: readonly string[]): Structure["options"] {
  return names.map((name) => ["SOL_TCP", name]);
}

/** SCTP's: IPPROTO_SCTP is the same number. */
export function sctp(...names: readonly string[]): readonly LevelAndName[] {
  return names.map((name) => ["SOL_SCTP", name]);
}

/** The member that a script means by a name; undefined if there is none. */
export function memberNamed(
  { members, prefix = "", aliases = {} }: Structure,
  written: string,
): string | undefined {
  const names = [aliases[written], written, written.startsWith(prefix) ? written.slice(prefix.length) : ""];
  return names.find((name) => name !== undefined && Object.hasOwn(members, name));
}

/** All names under which scripts may write members. */
export function memberNames({ members, prefix = "", aliases = {} }: Structure): readonly string[] {
  const own = Object.keys(members);
  return [...own, ...(prefix === "" ? [] : own.map((name) => `${prefix}${name}`)), ...Object.keys(aliases)];
}
