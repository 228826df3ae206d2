// SPDX-License-Identifier: GPL-2.0
import { findLibrary } from "../../../src/kernel/index.js";
import { Constants, TestExecutor } from "../../../src/runner/index.js";

const LIBRARY = findLibrary();
const FILE = LIBRARY.replace(/\.so$/, ".constants.json");

export const CONSTANTS = Constants.load(FILE);

/** Runs scripts strictly, as the fuzzer does those of findings. The caller closes it. */
export function strictExecutor(): TestExecutor {
  return new TestExecutor({
    library: LIBRARY,
    constants: FILE,
    seed: 1,
    limits: { virtualNs: 1e15, realMs: 60_000 },
    isCaching: false,
    options: {},
    defines: [],
    isStrict: true,
    wantsLog: false,
  });
}
