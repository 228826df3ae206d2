// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../../call.js";
import { addressLength } from "../../params/address.js";
import { descriptor } from "../../params/descriptor.js";
import { int32 } from "../../params/integer.js";
import { optionBytes, optionValue, requestBytes } from "../../params/option-value.js";
import { association } from "../../params/sctp/association.js";
import { prepareOption } from "../getsockopt.js";

const INT_BYTES = 4;

/**
 * getsockopt() about one association, whose number goes into the value: RFC 6458 section 8. Options
 * that have no association in their value begin with the number all the same.
 */
export const sctpOptInfo = systemCall({
  name: "sctp_opt_info",
  parameters: [
    descriptor("sd"),
    association("id"),
    int32("opt"),
    optionValue("arg", "SOL_SCTP"),
    addressLength("size"),
  ],
  prepare: (call, fd, id, name, argument, givenLength) => {
    const [structure] = argument.type === "structures" ? argument.values : [];
    const offset = structure?.association?.offset ?? 0;
    const request = new Uint8Array(Math.max(offset + INT_BYTES, optionBytes(argument).length));
    request.set(requestBytes(argument));
    new DataView(request.buffer).setInt32(offset, id, true);
    const level = call.constants.require("SOL_SCTP");
    return prepareOption(call, fd, { level, name, argument, givenLength, position: 3, request });
  },
});
