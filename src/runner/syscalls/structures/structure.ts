// SPDX-License-Identifier: GPL-2.0

/** How a member is written in scripts. */
export type MemberKind =
  /** A number of as many bytes or bits as the member has. */
  | "integer"
  /** struct in_addr or in6_addr: `inet_addr("192.0.2.1")`, `inet6_addr("::1")`, or the string alone. */
  | "address"
  /** struct sockaddr_storage: `{sa_family=, sin_port=, sin_addr=}`; `...` is the remote address with port 0. */
  | "socket-address"
  /** An array of bytes: a string; what it does not fill is zeros. */
  | "bytes"
  /** A pointer to an array of struct sock_filter. */
  | "filter";

/** The schema of a structure that is the value of a socket option. */
export interface Structure {
  /** As the kernel's headers call it; its layout comes from them. */
  readonly name: string;
  /** In the order of the headers: in scripts, members may stand without names in this order. */
  readonly members: Readonly<Record<string, MemberKind>>;
  /** Before the names in the headers, for structures that scripts write without. */
  readonly prefix?: string;
  /** Whether the value is a list of these structures. */
  readonly isList?: boolean;
  /** The control messages with the numbers of its options carry something else. */
  readonly isOptionOnly?: true;
  /** Level and name of the options that have it. */
  readonly options: readonly (readonly [level: string, name: string])[];
}

/** Several members that are written as numbers. */
export function integers(names: string): Readonly<Record<string, "integer">> {
  return Object.fromEntries(names.split(" ").map((name) => [name, "integer"]));
}

/** TCP's options are known under two names of their level, which are one number. */
export function tcp(...names: readonly string[]): Structure["options"] {
  return names.map((name) => ["SOL_TCP", name]);
}
