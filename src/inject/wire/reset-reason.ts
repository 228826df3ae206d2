// SPDX-License-Identifier: GPL-2.0

import { getU16, getU32, setU16, setU32 } from "./bytes.js";

/** Why a connection is reset, the payload of a reset; draft-boucadair-tcpm-rst-diagnostic-payload. */
export interface ResetReason {
  readonly code: number;
  /** Whose codes these are: a private enterprise number. */
  readonly pen: number;
}

/** Byte offsets in the payload. */
const OFFSET = { magic: 0, code: 2, pen: 4 } as const;

export const RESET_REASON_BYTES = 8;

/** What the payload begins with, so that nobody takes other bytes for a reason. */
const MAGIC = 0x33aa;

/** Undefined if the bytes are something else. */
export function parseResetReason(payload: Uint8Array): ResetReason | undefined {
  if (payload.length !== RESET_REASON_BYTES || getU16(payload, OFFSET.magic) !== MAGIC) return undefined;
  return { code: getU16(payload, OFFSET.code), pen: getU32(payload, OFFSET.pen) };
}

export function resetReasonBytes({ code, pen }: ResetReason): Uint8Array {
  const bytes = new Uint8Array(RESET_REASON_BYTES);
  setU16(bytes, OFFSET.magic, MAGIC);
  setU16(bytes, OFFSET.code, code);
  setU32(bytes, OFFSET.pen, pen);
  return bytes;
}
