// SPDX-License-Identifier: GPL-2.0
import { type Protocol, UNITS } from "../program/operations.js";

/** What a generator knows of a socket of the program. */
export type SocketState = "none" | "fresh" | "bound" | "listening" | "connecting" | "connected";

/**
 * And of the connection of the same number, as its peer sees it; "asked": the kernel wants to
 * open it, "answered": it has been told that it can.
 */
export type PeerState = "closed" | "asked" | "answered" | "opening" | "open" | "finished";

/** What the peer's first segment has offered, and keeps to. */
export interface Offer {
  readonly timestamps: boolean;
  readonly sack: boolean;
  readonly scale: number | undefined;
}

export interface Unit {
  readonly socket: SocketState;
  readonly peer: PeerState;
  readonly offer: Offer;
  /** A socket that has connections of its own without accept(): SCTP's one-to-many. */
  readonly isMany?: boolean;
  /** The stream in which the peer has begun a message. */
  readonly begun?: number | undefined;
}

const NO_OFFER: Offer = { timestamps: false, sack: false, scale: undefined };
const UNUSED: Unit = { socket: "none", peer: "closed", offer: NO_OFFER };

/**
 * The state that a program leads to, as far as it matters for what comes next. It is a guess: the kernel
 * may see things otherwise, and programs that surprise it are welcome. Every command says what it does
 * to it.
 */
export class Model {
  readonly units: Unit[] = Array.from({ length: UNITS }, () => UNUSED);

  constructor(
    readonly protocol: Protocol,
    readonly isIpv6: boolean,
  ) {}

  set(unit: number, change: Partial<Unit>): void {
    this.units[unit] = { ...this.at(unit), ...change };
  }

  at(unit: number): Unit {
    return this.units[unit] ?? UNUSED;
  }

  /** Numbers of the units for which it holds. */
  where(holds: (unit: Unit) => boolean): readonly number[] {
    const found: number[] = [];
    for (let unit = 0; unit < UNITS; unit++) if (holds(this.at(unit))) found.push(unit);
    return found;
  }
}
