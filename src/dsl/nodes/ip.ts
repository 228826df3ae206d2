// SPDX-License-Identifier: GPL-2.0
import { DSCP } from "../ast.js";

/** The code point that has the name. */
export function dscp(name: string): number | undefined {
  return Object.hasOwn(DSCP, name) ? DSCP[name] : undefined;
}
