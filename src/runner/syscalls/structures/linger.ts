// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "./structure.js";

/** `{onoff=1, linger=2}`: struct linger of socket(7), seconds; its members have a prefix in C. */
export const linger: Structure = {
  name: "linger",
  members: integers("onoff linger"),
  prefix: "l_",
  options: [["SOL_SOCKET", "SO_LINGER"]],
};
