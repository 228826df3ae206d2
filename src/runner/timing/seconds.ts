// SPDX-License-Identifier: GPL-2.0

/** Seconds with six decimals, or with nine where ns matter: `0.100000`, `0.100000250`. */
export function formatSeconds(ns: number): string {
  const magnitude = Math.abs(Math.round(ns));
  const whole = Math.floor(magnitude / 1e9);
  const decimals = String(magnitude % 1e9).padStart(9, "0");
  const shown = decimals.endsWith("000") ? decimals.slice(0, 6) : decimals;
  return `${ns < 0 ? "-" : ""}${whole}.${shown}`;
}
