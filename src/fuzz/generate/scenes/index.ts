// SPDX-License-Identifier: GPL-2.0
/**
 * Scenes: rows of records that belong together. Most of what a kernel does wrong shows only after several things
 * in the right order.
 *
 *   scene.ts   what one is
 *   time.ts    what lies between its records
 *   tcp.ts     bulk data, loss, rounds around one, a closed window, keep-alive, the end, a socket used again, SYN cookies
 *   sctp.ts    chunks in flight, messages in another order
 *   dccp.ts    packets in flight, packets that are missing, the end
 *   mptcp.ts   data over two subflows, both ways, and its end
 */
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import { type Condition, isConnected, isOpen } from "../../model/unit.js";
import type { Protocol } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { DCCP_SCENES } from "./dccp.js";
import { MPTCP_SCENES } from "./mptcp.js";
import type { Scene } from "./scene.js";
import { SCTP_SCENES } from "./sctp.js";
import { TCP_SCENES } from "./tcp.js";

const SCENES: Readonly<Partial<Record<Protocol, readonly Scene[]>>> = {
  tcp: TCP_SCENES,
  sctp: SCTP_SCENES,
  dccp: DCCP_SCENES,
  mptcp: MPTCP_SCENES,
};

const isOpenOnBothSides: Condition = (unit) => isConnected(unit) && isOpen(unit);

/** One of the protocol's, if there is a connection for it. */
export function scene(choice: Choice, model: Model): readonly Rec[] {
  const scenes = SCENES[model.protocol] ?? [];
  const [unit] = model.where(isOpenOnBothSides);
  return unit === undefined || scenes.length === 0 ? [] : choice.of(scenes)(choice, model, unit);
}
