// SPDX-License-Identifier: GPL-2.0
import { offsetOf, writeFields } from "../../../struct.js";
import { systemCall } from "../../call.js";
import { descriptor } from "../../params/descriptor.js";
import { association } from "../../params/sctp/association.js";

const INT_BYTES = 4;

/**
 * Makes an association of a one-to-many socket a socket of its own: RFC 6458 section 9.2. It is
 * getsockopt(), which writes the new descriptor.
 */
export const sctpPeeloff = systemCall({
  name: "sctp_peeloff",
  parameters: [descriptor("sd"), association("assoc_id")],
  prepare: (call, fd, id) => {
    const { constants } = call;
    const layout = constants.struct("sctp_peeloff_arg_t");
    const argument = call.allocate(layout.size);
    const length = call.allocate(INT_BYTES);
    writeFields(argument.view, 0, layout, { associd: id });
    length.view.setInt32(0, layout.size, true);
    return {
      nr: constants.syscall("getsockopt"),
      registers: [
        fd.live,
        constants.require("SOL_SCTP"),
        constants.require("SCTP_SOCKOPT_PEELOFF"),
        argument.address,
        length.address,
      ],
      result: "descriptor",
      returns: (ret) => (ret < 0 ? ret : argument.view.getInt32(offsetOf(layout, "sd"), true)),
      effect: (ret) => (ret < 0 ? [] : call.opened(ret, fd.socket)),
    };
  },
});
