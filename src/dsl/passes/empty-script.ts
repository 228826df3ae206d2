// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../diagnostic.js";
import { type Pass, problem } from "./pass.js";

/** A script without events tests nothing. */
export const emptyScript: Pass = (script): Diagnostic[] =>
  script.events.length > 0
    ? []
    : [{ ...problem(script, { ...script.span, end: 0 }, "check/empty", "no events"), severity: "warning" }];
