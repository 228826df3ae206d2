// SPDX-License-Identifier: GPL-2.0
import { getU16 } from "../../inject/wire/bytes.js";
import { OP, PEER_PORT, UNITS } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import type { Observation } from "./history.js";

/** What calls that do not wait say, where they would have. */
export const EAGAIN = -11;
const EINPROGRESS = -115;

/** connect() to nowhere, which ends a connection: AF_UNSPEC. */
export function isDisconnect({ op, b }: Rec): boolean {
  return op === OP.connect && (b & 1) !== 0;
}

/**
 * Whether a call opens a second association on a socket: which of them later calls mean, nobody can say.
 * @param before  what the descriptor stood for
 * @param unit  what {@link callUnit} says of the call
 */
export function opensSecond(rec: Rec, before: number | undefined, unit: number | undefined): boolean {
  return rec.op === OP.connect && before !== undefined && unit !== before;
}

/**
 * Which connection's socket a call is made on. Only sockets that stand for one connection count.
 * @param units  which descriptor stands for which, of the calls before
 */
export function callUnit(
  { rec, ret, data, fd }: Observation & { readonly type: "call" },
  units: Map<number, number>,
): number | undefined {
  if (rec.op === OP.accept && ret >= 0) {
    const unit = getU16(data, 0) - PEER_PORT;
    units.set(ret, unit);
    return unit;
  }
  if (isDisconnect(rec) && ret === 0) {
    const before = units.get(fd);
    units.delete(fd);
    return before;
  }
  // One that is connected by now says so, whatever peer is named: inet_stream_connect().
  if (rec.op === OP.connect && !isDisconnect(rec) && (ret === EINPROGRESS || (ret === 0 && !units.has(fd)))) {
    const unit = rec.a % UNITS;
    units.set(fd, unit);
    return unit;
  }
  const unit = units.get(fd);
  if (rec.op === OP.close || rec.op === OP.settle) units.delete(fd);
  return unit;
}
