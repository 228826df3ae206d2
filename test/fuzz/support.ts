// SPDX-License-Identifier: GPL-2.0
import { Rig } from "../../src/fuzz/rig/rig.js";
import { findLibrary } from "../../src/kernel/index.js";
import { Constants } from "../../src/runner/index.js";

/** A kernel for programs. The caller closes it. */
export function makeRig(seed = 1): Rig {
  const library = findLibrary();
  const constants = Constants.load(library.replace(/\.so$/, ".constants.json"));
  return new Rig({ library, constants, seed });
}
