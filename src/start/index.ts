// SPDX-License-Identifier: GPL-2.0
/**
 * How the programs start.
 *
 *   compiled-code   runs a bundle with the code that V8 made of it another time
 *   optimiser       V8 for processes that are soon over
 *
 * May import nothing of the rest: the programs of dist/bundle/ (tools/bundle.mjs) begin here.
 */
export { runCompiled } from "./compiled-code.js";
export { optimiseLate } from "./optimiser.js";
