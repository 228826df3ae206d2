// SPDX-License-Identifier: GPL-2.0

/**
 * The names of differentiated services code points: class selectors (RFC 2474), assured forwarding
 * (RFC 2597), expedited forwarding (RFC 3246), voice-admit (RFC 5865), lower effort (RFC 8622).
 */
export const DSCP: Readonly<Record<string, number>> = {
  cs0: 0,
  le: 1,
  cs1: 8,
  af11: 10,
  af12: 12,
  af13: 14,
  cs2: 16,
  af21: 18,
  af22: 20,
  af23: 22,
  cs3: 24,
  af31: 26,
  af32: 28,
  af33: 30,
  cs4: 32,
  af41: 34,
  af42: 36,
  af43: 38,
  cs5: 40,
  "voice-admit": 44,
  ef: 46,
  cs6: 48,
  cs7: 56,
};
