// SPDX-License-Identifier: GPL-2.0
import { withActual } from "../actual.js";
import { systemCall } from "../call.js";
import { addressLength } from "../params/address.js";
import { descriptor } from "../params/descriptor.js";
import { int32 } from "../params/integer.js";
import { actualOption, checkOption, optionBytes, optionValue } from "../params/option-value.js";

const INT_BYTES = 4;
const SMALLEST_BUFFER = 256;

export const getsockopt = systemCall({
  name: "getsockopt",
  parameters: [
    descriptor("sockfd"),
    int32("level"),
    int32("optname"),
    optionValue("optval"),
    addressLength("optlen"),
  ],
  prepare: (call, fd, level, name, argument, givenLength) => {
    const room = givenLength ?? Math.max(SMALLEST_BUFFER, optionBytes(argument).length);
    const value = call.allocate(Math.max(0, room));
    const length = call.allocate(INT_BYTES);
    length.view.setInt32(0, room, true);
    return {
      nr: call.constants.syscall("getsockopt"),
      registers: [fd.live, level, name, value.address, length.address],
      result: "exact",
      after: (ret) => {
        if (ret < 0) return [];
        const actual = length.view.getInt32(0, true);
        if (givenLength !== undefined && actual !== givenLength)
          return [{ message: `optlen: expected ${givenLength} but got ${actual}` }];
        return checkOption(argument, value.bytes.subarray(0, actual), call);
      },
      actual: () =>
        withActual(call, 3, () =>
          actualOption(argument, value.bytes.subarray(0, length.view.getInt32(0, true)), call),
        ),
    };
  },
});
