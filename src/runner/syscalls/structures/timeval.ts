// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "./structure.js";

/**
 * `{tv_sec=0, tv_usec=200000}`: struct timeval, how long a call may block; 0 is for ever. On 64-bit
 * machines the options whose names end with _NEW have the same: asm-generic/socket.h.
 */
export const timeval: Structure = {
  name: "__kernel_old_timeval",
  members: integers("tv_sec tv_usec"),
  options: ["SO_RCVTIMEO", "SO_RCVTIMEO_NEW", "SO_SNDTIMEO", "SO_SNDTIMEO_NEW"].map((name) => [
    "SOL_SOCKET",
    name,
  ]),
};
