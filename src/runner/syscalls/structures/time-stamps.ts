// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "./structure.js";

/** `{clockid=CLOCK_MONOTONIC, flags=SOF_TXTIME_REPORT_ERRORS}`: struct sock_txtime, socket(7). */
export const txtime: Structure = {
  name: "sock_txtime",
  members: integers("clockid flags"),
  options: [["SOL_SOCKET", "SO_TXTIME"]],
};

/**
 * `{flags=SOF_TIMESTAMPING_SOFTWARE, bind_phc=0}`: struct so_timestamping, which may stand for the
 * flags alone (Documentation/networking/timestamping.rst).
 */
export const timestamping: Structure = {
  name: "so_timestamping",
  members: integers("flags bind_phc"),
  options: [["SOL_SOCKET", "SO_TIMESTAMPING"]],
};
