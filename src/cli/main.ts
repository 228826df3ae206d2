#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
import { main } from "./program.js";

await main();
