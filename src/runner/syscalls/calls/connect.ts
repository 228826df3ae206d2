// SPDX-License-Identifier: GPL-2.0
import { systemCall } from "../call.js";
import { addressLength, socketAddress, writeAddress, writtenPort } from "../params/address.js";
import { descriptor } from "../params/descriptor.js";

export const connect = systemCall({
  name: "connect",
  parameters: [descriptor("sockfd"), socketAddress("addr"), addressLength("addrlen")],
  prepare: (call, fd, argument, givenLength) => {
    const { connect: address, connectPort: port } = call.environment.addresses;
    const { block, length } = writeAddress(call, argument, { address, port });
    const isDisconnect =
      argument.type === "family" && argument.family === call.constants.require("AF_UNSPEC");
    return {
      nr: call.constants.syscall("connect"),
      registers: [fd.live, block.address, givenLength ?? length],
      result: "exact",
      before: () => {
        if (!isDisconnect) call.environment.connections.connect(fd.script, writtenPort(argument));
      },
      effect: (ret) => {
        if (isDisconnect && ret >= 0) call.environment.connections.disconnect(fd.script);
        return [];
      },
    };
  },
});
