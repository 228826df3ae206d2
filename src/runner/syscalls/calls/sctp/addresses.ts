// SPDX-License-Identifier: GPL-2.0
import type { Descriptor } from "../../../descriptors.js";
import { offsetOf, readField, writeFields } from "../../../struct.js";
import { type CallContext, type PreparedCall, systemCall } from "../../call.js";
import { descriptor } from "../../params/descriptor.js";
import {
  type AddressList,
  addressList,
  checkAddresses,
  unpackAddresses,
} from "../../params/sctp/addresses.js";
import { association } from "../../params/sctp/association.js";

const INT_BYTES = 4;
/** Enough for as many addresses as an association can have: the library doubles its room until they fit. */
const ROOM_BYTES = 64 * 1024;

/** The addresses of the peer: RFC 6458 section 9.3. */
export const sctpGetpaddrs = systemCall({
  name: "sctp_getpaddrs",
  parameters: [descriptor("sd"), association("id"), addressList("addrs")],
  prepare: (call, fd, id, list) => prepareAddresses(call, fd, id, list, "SCTP_GET_PEER_ADDRS"),
});

/** The local ones: RFC 6458 section 9.5. */
export const sctpGetladdrs = systemCall({
  name: "sctp_getladdrs",
  parameters: [descriptor("sd"), association("id"), addressList("addrs")],
  prepare: (call, fd, id, list) => prepareAddresses(call, fd, id, list, "SCTP_GET_LOCAL_ADDRS"),
});

function prepareAddresses(
  call: CallContext,
  fd: Descriptor,
  id: number,
  list: AddressList,
  option: string,
): PreparedCall {
  const { constants } = call;
  const layout = constants.struct("sctp_getaddrs");
  const value = call.allocate(ROOM_BYTES);
  const length = call.allocate(INT_BYTES);
  writeFields(value.view, 0, layout, { assoc_id: id });
  length.view.setInt32(0, ROOM_BYTES, true);
  const count = (): number => readField(value.view, 0, layout, "addr_num");
  return {
    nr: constants.syscall("getsockopt"),
    registers: [
      fd.live,
      constants.require("SOL_SCTP"),
      constants.require(option),
      value.address,
      length.address,
    ],
    result: "exact",
    returns: (ret) => (ret < 0 ? ret : count()),
    after: (ret) => {
      if (ret < 0) return [];
      const packed = value.bytes.subarray(offsetOf(layout, "addrs"));
      return checkAddresses(list, unpackAddresses(packed, count(), call));
    },
  };
}

/** Gives the memory of such a list back: RFC 6458 section 9.4. The kernel has no part in it. */
export const sctpFreepaddrs = systemCall({
  name: "sctp_freepaddrs",
  parameters: [addressList("addrs")],
  prepare: () => ({ nr: undefined, registers: [], result: "exact" }),
});

/** RFC 6458 section 9.6. */
export const sctpFreeladdrs = systemCall({
  name: "sctp_freeladdrs",
  parameters: [addressList("addrs")],
  prepare: () => ({ nr: undefined, registers: [], result: "exact" }),
});
