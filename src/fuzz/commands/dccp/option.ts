// SPDX-License-Identifier: GPL-2.0

import { exists } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { optionIndex } from "../../program/tables.js";
import { type Command, rec } from "../command.js";

const INTS = ["DCCP_SOCKOPT_SERVICE", "DCCP_SOCKOPT_SERVER_TIMEWAIT", "DCCP_SOCKOPT_QPOLICY_ID"];
const COVERAGES = ["DCCP_SOCKOPT_SEND_CSCOV", "DCCP_SOCKOPT_RECV_CSCOV"];
const CCIDS = ["DCCP_SOCKOPT_CCID", "DCCP_SOCKOPT_TX_CCID", "DCCP_SOCKOPT_RX_CCID"];

/** setsockopt() at SOL_DCCP; Documentation/networking/dccp.rst. */
export const dccpOption: Command = {
  name: "dccp-option",
  weight: (model) => (model.where(exists).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(exists));
    const set = (name: string, b: number, flags = 0) =>
      rec(OP.setOption, unit, { a: optionIndex(name), flags, b });
    switch (choice.int(0, 7)) {
      case 0:
        return set(choice.of(INTS), choice.int(0, 3));
      case 1:
        // Bytes in the order of preference.
        return set(choice.of(CCIDS), choice.of([2, 2, 2, 0x0302, 0x0203]), choice.int(1, 2));
      case 2:
      case 3:
        return set(choice.of(COVERAGES), choice.int(0, 15));
      default:
        return set("DCCP_SOCKOPT_QPOLICY_TXQLEN", choice.of([0, 1, 2, 5, 20]));
    }
  },
};
