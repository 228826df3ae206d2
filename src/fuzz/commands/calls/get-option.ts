// SPDX-License-Identifier: GPL-2.0
import { isConnected } from "../../model/unit.js";
import { OP, type Protocol } from "../../program/operations.js";
import { optionIndex } from "../../program/tables.js";
import { type Command, rec } from "../command.js";

/** The options that tell about a connection. */
const TELLING: Readonly<Partial<Record<Protocol, readonly string[]>>> = {
  tcp: ["TCP_INFO"],
  sctp: ["SCTP_STATUS", "SCTP_GET_ASSOC_STATS"],
  dccp: ["DCCP_SOCKOPT_GET_CUR_MPS", "DCCP_SOCKOPT_CCID_TX_INFO", "DCCP_SOCKOPT_CCID_RX_INFO"],
  mptcp: ["MPTCP_INFO", "TCP_INFO", "MPTCP_TCPINFO", "MPTCP_SUBFLOW_ADDRS", "MPTCP_FULL_INFO"],
};
/** net/sctp/socket.c: those before it have a meaning. */
const FIRST_ASSOCIATION = 3;

/** getsockopt() of what tells about a connection. */
export const getOption: Command = {
  name: "getsockopt",
  weight: (model) => (model.where(isConnected).length > 0 ? 4 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isConnected));
    const names = TELLING[model.protocol] ?? [];
    const name = names.length > 0 && !choice.once(4) ? choice.of(names) : "SO_ERROR";
    // Where an option is of an association, this is the first one.
    return rec(OP.getOption, unit, { a: optionIndex(name), b: FIRST_ASSOCIATION });
  },
};
