// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "./structure.js";

/** `{tfrctx_x=64000, tfrctx_rtt=100000}`: struct tfrc_tx_info, ccid3_hc_tx_getsockopt() in net/dccp/ccids/ccid3.c. */
export const tfrcSenderInfo: Structure = {
  name: "tfrc_tx_info",
  members: integers("tfrctx_x tfrctx_x_recv tfrctx_x_calc tfrctx_rtt tfrctx_p tfrctx_rto tfrctx_ipi"),
  options: [["SOL_DCCP", "DCCP_SOCKOPT_CCID_TX_INFO"]],
};

/** `{tfrcrx_x_recv=1000, tfrcrx_p=0}`: struct tfrc_rx_info, ccid3_hc_rx_getsockopt(). */
export const tfrcReceiverInfo: Structure = {
  name: "tfrc_rx_info",
  members: integers("tfrcrx_x_recv tfrcrx_rtt tfrcrx_p"),
  options: [["SOL_DCCP", "DCCP_SOCKOPT_CCID_RX_INFO"]],
};
