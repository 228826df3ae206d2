// SPDX-License-Identifier: GPL-2.0
import type { OracleRow } from "./compare.mjs";

export declare function parseOracle(text: string): readonly OracleRow[];
