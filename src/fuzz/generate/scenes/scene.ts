// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../../model/choice.js";
import type { Model } from "../../model/model.js";
import type { Rec } from "../../program/program.js";

/**
 * A row of records that belong together, and that single commands would hardly come by. `unit` is a connection
 * that is open on both sides.
 */
export type Scene = (choice: Choice, model: Model, unit: number) => readonly Rec[];
