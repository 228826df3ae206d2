// SPDX-License-Identifier: GPL-2.0
import type { VariableSource } from "./source.js";
import { readUnsigned, structVariables } from "./struct.js";

/** `tfrctx_*`: what the sender of CCID 3 knows; ccid3_hc_tx_getsockopt(), net/dccp/ccids/ccid3.c. */
export const tfrcSender: VariableSource = {
  option: ["SOL_DCCP", "DCCP_SOCKOPT_CCID_TX_INFO"],
  names: /\btfrctx_/,
  variables: (value, constants) => structVariables(value, "tfrc_tx_info", constants),
};

/** `tfrcrx_*`: what its receiver knows; ccid3_hc_rx_getsockopt(). */
export const tfrcReceiver: VariableSource = {
  option: ["SOL_DCCP", "DCCP_SOCKOPT_CCID_RX_INFO"],
  names: /\btfrcrx_/,
  variables: (value, constants) => structVariables(value, "tfrc_rx_info", constants),
};

/** Options of any DCCP socket that are one number; do_dccp_getsockopt(), net/dccp/proto.c. */
export const dccpNumbers: readonly VariableSource[] = [
  number("DCCP_SOCKOPT_TX_CCID", "dccp_tx_ccid"),
  number("DCCP_SOCKOPT_RX_CCID", "dccp_rx_ccid"),
  number("DCCP_SOCKOPT_GET_CUR_MPS", "dccp_cur_mps"),
];

const INT_BYTES = 4;

function number(option: string, name: string): VariableSource {
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
