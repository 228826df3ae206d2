// SPDX-License-Identifier: GPL-2.0

import type { Span } from "../dsl/ast.js";

export type PacketErrorCode =
  /** No socket of the script can send or receive the packet. */
  | "no-connection"
  /** An echoed timestamp that no expected packet had. */
  | "unknown-timestamp"
  /** An ICMP type or code that the IP version does not have. */
  | "unknown-name"
  /** A field without which the packet cannot be built. */
  | "missing-field"
  /** A value that does not fit its field. */
  | "out-of-range"
  /** Meaningful only for packets of the other direction, or not at all. */
  | "unsupported";

/** A packet of a script that cannot be brought on the wire, or cannot be waited for. */
export class PacketError extends Error {
  override readonly name = "PacketError";

  constructor(
    readonly code: PacketErrorCode,
    readonly span: Span,
    message: string,
  ) {
    super(message);
  }
}
