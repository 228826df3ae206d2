// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "./structure.js";

/** `{mptcpi_subflows=1, mptcpi_csum_enabled=0}`: struct mptcp_info, mptcp_diag_fill_info() in net/mptcp/sockopt.c. */
export const mptcpInfo: Structure = {
  name: "mptcp_info",
  members: integers(
    "mptcpi_subflows mptcpi_add_addr_signal mptcpi_add_addr_accepted mptcpi_subflows_max " +
      "mptcpi_add_addr_signal_max mptcpi_add_addr_accepted_max mptcpi_flags mptcpi_token mptcpi_write_seq " +
      "mptcpi_snd_una mptcpi_rcv_nxt mptcpi_local_addr_used mptcpi_local_addr_max mptcpi_csum_enabled " +
      "mptcpi_retransmits mptcpi_bytes_retrans mptcpi_bytes_sent mptcpi_bytes_received mptcpi_bytes_acked " +
      "mptcpi_subflows_total mptcpi_last_data_sent mptcpi_last_data_recv mptcpi_last_ack_recv",
  ),
  options: [["SOL_MPTCP", "MPTCP_INFO"]],
};

/**
 * `{size_subflow_data=16, num_subflows=2, size_user=128}`: struct mptcp_subflow_data, in front of an
 * array of struct tcp_info or of addresses; mptcp_get_subflow_data() in net/mptcp/sockopt.c.
 */
export const mptcpSubflowData: Structure = {
  name: "mptcp_subflow_data",
  members: integers("size_subflow_data num_subflows size_kernel size_user"),
  inputs: ["size_subflow_data", "size_user"],
  options: [
    ["SOL_MPTCP", "MPTCP_TCPINFO"],
    ["SOL_MPTCP", "MPTCP_SUBFLOW_ADDRS"],
  ],
};
