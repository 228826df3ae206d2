// SPDX-License-Identifier: GPL-2.0
import { exists } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { OPTIONS, optionIndex, STRINGS } from "../../program/tables.js";
import { type Command, rec } from "../command.js";

/** The options that a protocol's sockets have, by level. */
const LEVELS = {
  tcp: ["SOL_SOCKET", "IPPROTO_TCP"],
  mptcp: ["SOL_SOCKET", "IPPROTO_TCP"],
  udp: ["SOL_SOCKET", "IPPROTO_UDP", "IPPROTO_UDPLITE"],
  sctp: ["SOL_SOCKET"],
  dccp: ["SOL_SOCKET"],
} as const;

const SIZES = new Set(["SO_SNDBUF", "SO_RCVBUF", "TCP_WINDOW_CLAMP", "TCP_NOTSENT_LOWAT"]);
/** Repair mode writes the state of a connection; the oracles know nothing of it. */
const LEFT_OUT = new Set([
  "TCP_REPAIR",
  "TCP_INFO",
  "SO_TIMESTAMPING",
  "SO_ERROR",
  "SO_ACCEPTCONN",
  "TCP_TX_DELAY",
]);

const CHOSEN = Object.fromEntries(
  Object.entries(LEVELS).map(([protocol, levels]) => [
    protocol,
    OPTIONS.filter(
      ({ level, name }) => (levels as readonly string[]).includes(level) && !LEFT_OUT.has(name),
    ).map(({ name }) => name),
  ]),
);

/** Bytes that UDP_SEGMENT cuts off: as many as fit, and more. */
const SEGMENTS = [0, 1, 100, 1000, 1452, 1472, 1473, 2000, 9000];

export const setOption: Command = {
  name: "setsockopt",
  weight: (model) => (model.where(exists).length > 0 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(exists));
    const name = choice.of(CHOSEN[model.protocol] ?? []);
    const a = optionIndex(name);
    if (name === "TCP_CONGESTION")
      return rec(OP.setOption, unit, { a, b: choice.int(0, STRINGS.length - 1) });
    if (name === "SO_LINGER") return rec(OP.setOption, unit, { a, b: choice.int(0, 1), c: choice.int(0, 3) });
    if (SIZES.has(name)) return rec(OP.setOption, unit, { a, b: choice.int(0, 200_000) });
    if (name === "TCP_MAXSEG") return rec(OP.setOption, unit, { a, b: choice.int(88, 1460) });
    if (name === "UDP_SEGMENT") return rec(OP.setOption, unit, { a, b: choice.of(SEGMENTS) });
    if (name === "TCP_USER_TIMEOUT") return rec(OP.setOption, unit, { a, b: choice.int(0, 30_000) });
    return rec(OP.setOption, unit, { a, b: choice.once(4) ? choice.int(0, 60) : choice.int(0, 1) });
  },
};
