// SPDX-License-Identifier: GPL-2.0
import { offsetOf, writeFields } from "../../../struct.js";
import { systemCall } from "../../call.js";
import { peerOf } from "../../params/address.js";
import { descriptor } from "../../params/descriptor.js";
import { int32 } from "../../params/integer.js";
import { addressList, packAddresses } from "../../params/sctp/addresses.js";
import { checkAssociation, returnedAssociation } from "../../params/sctp/association.js";

const INT_BYTES = 4;

/**
 * Connects to a peer with several addresses: RFC 6458 section 9.9. It is getsockopt(), which returns
 * the association's number; also where the association is not up yet, with EINPROGRESS.
 */
export const sctpConnectx = systemCall({
  name: "sctp_connectx",
  parameters: [descriptor("sd"), addressList("addrs"), int32("addrcnt"), returnedAssociation("id")],
  prepare: (call, fd, list, count, id) => {
    const { constants } = call;
    const packed = Buffer.concat(packAddresses(call, list, count, peerOf(call)));
    const layout = constants.struct("sctp_getaddrs_old");
    const addresses = call.allocate(Math.max(1, packed.length));
    const argument = call.allocate(layout.size);
    const length = call.allocate(INT_BYTES);
    addresses.bytes.set(packed);
    writeFields(argument.view, 0, layout, { addr_num: packed.length, addrs: addresses.address });
    length.view.setInt32(0, layout.size, true);
    return {
      nr: constants.syscall("getsockopt"),
      registers: [
        fd.live,
        constants.require("SOL_SCTP"),
        constants.require("SCTP_SOCKOPT_CONNECTX3"),
        argument.address,
        length.address,
      ],
      result: "exact",
      before: () => call.environment.connections.connect(fd.script),
      after: (ret) => {
        const isMade = ret === 0 || ret === -constants.require("EINPROGRESS");
        const live = argument.view.getInt32(offsetOf(layout, "assoc_id"), true);
        return isMade ? checkAssociation(id, live, call) : [];
      },
    };
  },
});
