// SPDX-License-Identifier: GPL-2.0
export { nearest } from "../dsl/suggest.js";
