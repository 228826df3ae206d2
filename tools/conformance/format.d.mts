// SPDX-License-Identifier: GPL-2.0
import type { Comparison } from "./compare.mjs";

export declare function asText(comparison: Comparison): string;
export declare function asMarkdown(comparison: Comparison): string;
