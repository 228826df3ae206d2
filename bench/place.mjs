// SPDX-License-Identifier: GPL-2.0
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../", import.meta.url));
