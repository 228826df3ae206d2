// SPDX-License-Identifier: GPL-2.0

import { equalBytes, getU8, getU32, setU32 } from "./bytes.js";

/** Reachable time and retransmission timer, behind the eight bytes of the ICMPv6 header: RFC 4861 section 4.2. */
const TIMERS = 8;

/** Type and length in units of eight bytes, two bytes that are reserved, the MTU: RFC 4861 section 4.6.4. */
const MTU_OPTION = { type: 5, units: 1, bytes: 8, mtu: 4 } as const;

/** What follows the ICMPv6 header of an advertisement that says nothing, or no more than the link's MTU in bytes. */
export function emitRouterAdvertisement(mtu: number | undefined): Uint8Array {
  if (mtu === undefined) return new Uint8Array(TIMERS);
  const bytes = new Uint8Array(TIMERS + MTU_OPTION.bytes);
  bytes[TIMERS] = MTU_OPTION.type;
  bytes[TIMERS + 1] = MTU_OPTION.units;
  setU32(bytes, TIMERS + MTU_OPTION.mtu, mtu);
  return bytes;
}

/** The MTU of an advertisement whose first option tells it. */
export function advertisedMtu(payload: Uint8Array): number | undefined {
  if (payload.length < TIMERS + MTU_OPTION.bytes) return undefined;
  const isMtu = getU8(payload, TIMERS) === MTU_OPTION.type && getU8(payload, TIMERS + 1) === MTU_OPTION.units;
  return isMtu ? getU32(payload, TIMERS + MTU_OPTION.mtu) : undefined;
}

/** Whether {@link emitRouterAdvertisement} writes the same. */
export function isPlainAdvertisement(payload: Uint8Array): boolean {
  return equalBytes(payload, emitRouterAdvertisement(advertisedMtu(payload)));
}
