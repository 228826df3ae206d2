// SPDX-License-Identifier: GPL-2.0

/** What a generator knows of a socket of the program. */
export type SocketState = "none" | "fresh" | "bound" | "listening" | "connecting" | "connected";

/**
 * And of the connection of the same number, as its peer sees it; "asked": the kernel wants to
 * open it, "answered": it has been told that it can; "joining", "joined": one more subflow of a connection.
 */
export type PeerState =
  | "closed"
  | "asked"
  | "answered"
  | "opening"
  | "open"
  | "finished"
  | "joining"
  | "joined";

/** What the peer's first segment has offered, and keeps to. */
export interface Offer {
  readonly timestamps: boolean;
  readonly sack: boolean;
  readonly scale: number | undefined;
}

/** A socket, and the connection of the same number. */
export interface Unit {
  readonly socket: SocketState;
  readonly peer: PeerState;
  readonly offer: Offer;
  /** A socket that has connections of its own without accept(): SCTP's one-to-many. */
  readonly isMany?: boolean;
  /** How far behind the peer's next byte the last segment that was out of order has ended; no condition asks. */
  readonly beyond?: number;
  /** The stream in which the peer has begun a message. */
  readonly begun?: number | undefined;
  /** DCCP: the peer wants CCID 3. */
  readonly isCcid3?: boolean;
  /** The peer offers MPTCP. */
  readonly isMptcp?: boolean;
}

const NO_OFFER: Offer = { timestamps: false, sack: false, scale: undefined };
export const UNUSED: Unit = { socket: "none", peer: "closed", offer: NO_OFFER };

/** What commands ask for: Model.where() remembers the answer by the question, so each has a name. */
export type Condition = (unit: Unit) => boolean;

// ---- of sockets

export const exists: Condition = ({ socket }) => socket !== "none";
export const isUnused: Condition = ({ socket }) => socket === "none";
export const isFresh: Condition = ({ socket }) => socket === "fresh";
export const isBound: Condition = ({ socket }) => socket === "bound";
export const isUnconnected: Condition = ({ socket }) => socket === "fresh" || socket === "bound";
export const isListening: Condition = ({ socket }) => socket === "listening";
export const isConnecting: Condition = ({ socket }) => socket === "connecting";
export const isConnected: Condition = ({ socket }) => socket === "connected";

// ---- of connections

/** The peer has said something on it. */
export const isBegun: Condition = ({ peer }) => peer !== "closed";
export const isOpening: Condition = ({ peer }) => peer === "opening" || peer === "answered";
export const isOpen: Condition = ({ peer }) => peer === "open";
export const isOpeningMptcp: Condition = ({ peer, isMptcp }) => peer === "opening" && isMptcp === true;
export const isOpenMptcp: Condition = ({ peer, isMptcp }) => peer === "open" && isMptcp === true;

// ---- of both

/** Neither side has used the number. */
export const isFree: Condition = ({ socket, peer }) => socket === "none" && peer === "closed";
/** It can be accepted. */
export const isWaiting: Condition = ({ socket, peer }) =>
  socket === "none" && peer !== "closed" && peer !== "joining" && peer !== "joined";
/** One of both sides has said something. */
export const isHeard: Condition = ({ socket, peer }) => peer !== "closed" || socket === "connecting";
/** The peer of a TCP connection can say something that makes sense. */
export const isSpeaking: Condition = ({ socket, peer }) =>
  peer === "open" || peer === "opening" || socket === "connecting";
