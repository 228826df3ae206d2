// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure, tcp } from "./structure.js";

/**
 * `[{opt_code=TCPOPT_MAXSEG, opt_val=1460}]`: struct tcp_repair_opt, the options that a handshake
 * would have agreed on; tcp_repair_options_est() in net/ipv4/tcp.c takes a list of them.
 */
export const repairOption: Structure = {
  name: "tcp_repair_opt",
  members: integers("opt_code opt_val"),
  isList: true,
  options: tcp("TCP_REPAIR_OPTIONS"),
};

/** struct tcp_repair_window: the state of both windows of a connection under repair. */
export const repairWindow: Structure = {
  name: "tcp_repair_window",
  members: integers("snd_wl1 snd_wnd max_window rcv_wnd rcv_wup"),
  options: tcp("TCP_REPAIR_WINDOW"),
};
