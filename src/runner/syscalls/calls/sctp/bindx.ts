// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../../call.js";
import { descriptor } from "../../params/descriptor.js";
import { int32 } from "../../params/integer.js";
import { addressList, packAddresses } from "../../params/sctp/addresses.js";
import { refused } from "./message.js";

/**
 * Adds addresses to those of a socket, or takes them away: RFC 6458 section 9.1. It is setsockopt()
 * with an option of the kernel's own.
 */
export const sctpBindx = systemCall({
  name: "sctp_bindx",
  parameters: [descriptor("sd"), addressList("addrs"), int32("addrcnt"), int32("flags")],
  prepare: (call, fd, list, count, flags) => {
    const { constants, environment } = call;
    const { bind: address, bindPort: port } = environment.addresses;
    const packed = Buffer.concat(packAddresses(call, list, count, { address, port }));
    const isAdd = flags === constants.require("SCTP_BINDX_ADD_ADDR");
    if (!isAdd && flags !== constants.require("SCTP_BINDX_REM_ADDR")) return refused(call, "EINVAL");
    const block = call.allocate(Math.max(1, packed.length));
    block.bytes.set(packed);
    return {
      nr: constants.syscall("setsockopt"),
      registers: [
        fd.live,
        constants.require("SOL_SCTP"),
        constants.require(isAdd ? "SCTP_SOCKOPT_BINDX_ADD" : "SCTP_SOCKOPT_BINDX_REM"),
        block.address,
        packed.length,
      ],
      result: "exact",
    };
  },
});
