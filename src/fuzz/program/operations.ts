// SPDX-License-Identifier: GPL-2.0

/** Operations of a program's records, with their numbers in native/fuzz/program.h. */
export const OP = {
  nothing: 0,
  socket: 1,
  bind: 2,
  listen: 3,
  connect: 4,
  accept: 5,
  send: 6,
  receive: 7,
  shutdown: 8,
  close: 9,
  setOption: 10,
  getOption: 11,
  ioctl: 12,
  poll: 13,
  sysctl: 14,
  failNth: 15,
  readFile: 16,
  memory: 17,
  advance: 24,
  nextTimer: 25,
  settle: 26,
  segment: 32,
  datagram: 33,
  chunk: 34,
  dccp: 35,
  icmpError: 36,
  again: 37,
  twist: 38,
  mptcp: 39,
  fragments: 40,
  damaged: 41,
  options: 42,
  echo: 43,
} as const;

export type OpName = keyof typeof OP;

/** Protocols of programs, in the order of their numbers. */
export const PROTOCOLS = ["tcp", "udp", "sctp", "dccp", "mptcp"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Units (sockets, connections) and tasks that a program has. */
export const UNITS = 8;
export const TASKS = 4;

/** Ports: of the instance, as bind() numbers them, and of the peer, one a connection. */
export const LOCAL_PORT = 8080;
export const PEER_PORT = 40_000;
