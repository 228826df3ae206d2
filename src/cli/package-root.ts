// SPDX-License-Identifier: GPL-2.0
import { fileURLToPath } from "node:url";

/** The checkout or the installed package. The bundle is as deep in it as this module. */
export const packageRoot = fileURLToPath(new URL("../../", import.meta.url));
