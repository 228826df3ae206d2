// SPDX-License-Identifier: GPL-2.0
import type { Plugin } from "peggy";

export declare const fastWhenSilent: Plugin;
