// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "./structure.js";
import { tcpInfo } from "./tcp-info.js";

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

/** `{ss_local=..., ss_remote=...}`: struct mptcp_subflow_addrs, one of the unions' members standing for all. */
const subflowAddresses: Structure = {
  name: "mptcp_subflow_addrs",
  members: { ss_local: "peer-address", ss_remote: "peer-address" },
  options: [],
};

const SUBFLOW_DATA = integers("size_subflow_data num_subflows size_kernel size_user");
const SUBFLOW_INPUTS = ["size_subflow_data", "size_user"];

/**
 * `{size_subflow_data=16, num_subflows=2, size_user=248, tcp_info=[{tcpi_state=TCP_ESTABLISHED}]}`: struct
 * mptcp_subflow_data and the array behind it; mptcp_getsockopt_tcpinfo() in net/mptcp/sockopt.c.
 */
export const mptcpTcpInfo: Structure = {
  name: "mptcp_subflow_data",
  members: { ...SUBFLOW_DATA, tcp_info: { list: tcpInfo, stride: "size_user", place: "behind" } },
  inputs: SUBFLOW_INPUTS,
  options: [["SOL_MPTCP", "MPTCP_TCPINFO"]],
};

/** The same with `addrs=[{ss_local=…, ss_remote=…}]`; mptcp_getsockopt_subflow_addrs(). */
export const mptcpSubflowAddresses: Structure = {
  name: "mptcp_subflow_data",
  members: { ...SUBFLOW_DATA, addrs: { list: subflowAddresses, stride: "size_user", place: "behind" } },
  inputs: SUBFLOW_INPUTS,
  options: [["SOL_MPTCP", "MPTCP_SUBFLOW_ADDRS"]],
};

/**
 * `{size_tcpinfo_user=248, size_sfinfo_user=260, size_arrays_user=2, subflow_info=[…], tcp_info=[…]}`:
 * struct mptcp_full_info and the arrays that it points to; mptcp_getsockopt_full_info().
 */
export const mptcpFullInfo: Structure = {
  name: "mptcp_full_info",
  members: {
    ...integers(
      "size_tcpinfo_kernel size_tcpinfo_user size_sfinfo_kernel size_sfinfo_user num_subflows size_arrays_user",
    ),
    subflow_info: {
      list: {
        name: "mptcp_subflow_info",
        members: { id: "integer", addrs: subflowAddresses },
        options: [],
      },
      stride: "size_sfinfo_user",
      room: "size_arrays_user",
      place: "pointer",
    },
    tcp_info: { list: tcpInfo, stride: "size_tcpinfo_user", room: "size_arrays_user", place: "pointer" },
    mptcp_info: mptcpInfo,
  },
  inputs: ["size_tcpinfo_user", "size_sfinfo_user", "size_arrays_user", "subflow_info", "tcp_info"],
  options: [["SOL_MPTCP", "MPTCP_FULL_INFO"]],
};
