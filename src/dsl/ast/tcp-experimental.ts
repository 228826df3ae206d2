// SPDX-License-Identifier: GPL-2.0
import type { Blob, Node, Num } from "./span.js";

/** `exp-f990 0a0b`: an option of kind 254 with its experiment identifier (ExID); RFC 6994. */
export interface ExperimentalOption<S = never> extends Node {
  readonly type: "experimental";
  /** 16 bits, the digits after `exp-`. */
  readonly exId: number;
  /** What follows the identifier. */
  readonly data?: Blob<S>;
}

/**
 * `exp-tarr 4`: TCP ACK rate request, ExID 0x00ac; draft-ietf-tcpm-ack-rate-request. Without a
 * rate: the option only says that requests are understood.
 */
export interface AckRateRequestOption<S = never> extends Node {
  readonly type: "tarr";
  /** Segments to be acknowledged by one ACK; 7 bits. */
  readonly rate?: Num<S>;
}

/** `[code 1, pen 0]`: why a connection is reset; draft-boucadair-tcpm-rst-diagnostic-payload. */
export interface ResetReason<S = never> extends Node {
  readonly code: Num<S>;
  /** Private enterprise number whose codes they are; 0 for those of the draft. */
  readonly pen: Num<S>;
}
