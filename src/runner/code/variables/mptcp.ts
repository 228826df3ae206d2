// SPDX-License-Identifier: GPL-2.0
import type { VariableSource } from "./source.js";
import { structVariables } from "./struct.js";

/** `mptcpi_*`: mptcp_diag_fill_info(), net/mptcp/sockopt.c. */
export const mptcpInfo: VariableSource = {
  option: ["SOL_MPTCP", "MPTCP_INFO"],
  names: /\bmptcpi_/,
  variables: (value, constants) => structVariables(value, "mptcp_info", constants),
};
