// SPDX-License-Identifier: GPL-2.0
import type { DiagnosisSource, OptionSource } from "./source.js";
import { readUnsigned, structVariables } from "./struct.js";

/** `tfrctx_*`: what the sender of CCID 3 knows; ccid3_hc_tx_getsockopt(), net/dccp/ccids/ccid3.c. */
export const tfrcSender: OptionSource = {
  option: ["SOL_DCCP", "DCCP_SOCKOPT_CCID_TX_INFO"],
  names: /\btfrctx_/,
  variables: (value, constants) => structVariables(value, "tfrc_tx_info", constants),
};

/** `tfrcrx_*`: what its receiver knows; ccid3_hc_rx_getsockopt(). */
export const tfrcReceiver: OptionSource = {
  option: ["SOL_DCCP", "DCCP_SOCKOPT_CCID_RX_INFO"],
  names: /\btfrcrx_/,
  variables: (value, constants) => structVariables(value, "tfrc_rx_info", constants),
};

/** Options of any DCCP socket that are one number; do_dccp_getsockopt(), net/dccp/proto.c. */
export const dccpNumbers: readonly OptionSource[] = [
  number("DCCP_SOCKOPT_TX_CCID", "dccp_tx_ccid"),
  number("DCCP_SOCKOPT_RX_CCID", "dccp_rx_ccid"),
  number("DCCP_SOCKOPT_GET_CUR_MPS", "dccp_cur_mps"),
];

/** What DCCP fills in; the rest of the structure says nothing. */
const INFO_MEMBERS = /^tcpi_(?:state|ca_state|retransmits|probes|backoff|options|rto|rtt|pmtu|rcv_rtt)$/;

/**
 * `dccpi_*`: what `ss --info` has of a socket, in struct tcp_info; dccp_get_info(), net/dccp/diag.c. A
 * CCID 3 adds rto and rtt of its sender, ca_state and rcv_rtt of its receiver, in µs.
 */
export const dccpInfo: DiagnosisSource = {
  diagnosis: "IPPROTO_DCCP",
  names: /\bdccpi_/,
  variables: (value, constants) =>
    structVariables(value, "tcp_info", constants)
      .filter(([name]) => INFO_MEMBERS.test(name))
      .map(([name, member]) => [name.replace(/^tcp/, "dccp"), member]),
};

const INT_BYTES = 4;

function number(option: string, name: string): OptionSource {
  return {
    option: ["SOL_DCCP", option],
    names: new RegExp(`\\b${name}\\b`),
    variables: (value) => {
      const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
      const read = readUnsigned(view, 0, INT_BYTES);
      return read === undefined ? [] : [[name, read]];
    },
  };
}
