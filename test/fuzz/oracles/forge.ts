// SPDX-License-Identifier: GPL-2.0
import { expect } from "vitest";
import type { History, Observation } from "../../../src/fuzz/history/history.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import type { Violation } from "../../../src/fuzz/oracles/oracle.js";

/**
 * What rules say of the history as it would be if the kernel had done otherwise. A right one is not complained
 * about.
 */
export function forge(
  history: History,
  change: (observations: Observation[]) => void,
): Violation | undefined {
  expect(judge(history)).toBeUndefined();
  const observations = [...history.observations];
  change(observations);
  return judge({ ...history, observations });
}
