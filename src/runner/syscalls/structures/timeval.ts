// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "./structure.js";

/** `{tv_sec=0, tv_usec=200000}`: struct timeval, how long a call may block; 0 is for ever. */
export const timeval: Structure = {
  name: "__kernel_old_timeval",
  members: integers("tv_sec tv_usec"),
  options: [
    ["SOL_SOCKET", "SO_RCVTIMEO"],
    ["SOL_SOCKET", "SO_SNDTIMEO"],
  ],
};
