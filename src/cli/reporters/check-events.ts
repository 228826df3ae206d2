// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../../dsl/diagnostic.js";
import type { Source } from "../../dsl/source.js";

/** What reporters get to see of `ktest check`. */
export type CheckEvent =
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic; readonly source: Source }
  | { readonly type: "unreadable"; readonly path: string; readonly message: string }
  | {
      readonly type: "end";
      readonly files: number;
      readonly errors: number;
      readonly warnings: number;
      readonly unreadable: number;
    };

export type CheckReporter = (event: CheckEvent) => void;
