// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { addressLength, socketAddress, writeAddress } from "../params/address.js";
import { descriptor } from "../params/descriptor.js";

export const bind = systemCall({
  name: "bind",
  parameters: [descriptor("sockfd"), socketAddress("addr"), addressLength("addrlen")],
  prepare: (call, fd, argument, givenLength) => {
    const { bind: address, bindPort: port } = call.environment.addresses;
    const { block, length } = writeAddress(call, argument, { address, port });
    return {
      nr: call.constants.syscall("bind"),
      registers: [fd.live, block.address, givenLength ?? length],
      result: "exact",
    };
  },
});
