// SPDX-License-Identifier: GPL-2.0

import type { Descriptor } from "../../descriptors.js";
import { withActual } from "../actual.js";
import { type CallContext, type PreparedCall, systemCall } from "../call.js";
import { addressLength } from "../params/address.js";
import { descriptor } from "../params/descriptor.js";
import { int32 } from "../params/integer.js";
import {
  actualOption,
  checkOption,
  type OptionArgument,
  optionBytes,
  optionValue,
  requestBytes,
} from "../params/option-value.js";

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
  prepare: (call, fd, level, name, argument, givenLength) =>
    prepareOption(call, fd, { level, name, argument, givenLength, position: 3 }),
});

/** A socket option that is read. */
export interface OptionRead {
  /** SOL_* */
  readonly level: number;
  readonly name: number;
  readonly argument: OptionArgument;
  /** Undefined for `...`. */
  readonly givenLength: number | undefined;
  /** Of the value among the arguments of the script's call. */
  readonly position: number;
  /** What the kernel finds in the value; that of the argument if absent. */
  readonly request?: Uint8Array;
}

export function prepareOption(
  call: CallContext,
  fd: Descriptor,
  { level, name, argument, givenLength, position, request = requestBytes(argument) }: OptionRead,
): PreparedCall {
  const room = givenLength ?? Math.max(SMALLEST_BUFFER, optionBytes(argument).length);
  const value = call.allocate(Math.max(0, room));
  value.bytes.set(request.subarray(0, value.bytes.length));
  const length = call.allocate(INT_BYTES);
  length.view.setInt32(0, room, true);
  const actual = (): Uint8Array => value.bytes.subarray(0, length.view.getInt32(0, true));
  return {
    nr: call.constants.syscall("getsockopt"),
    registers: [fd.live, level, name, value.address, length.address],
    result: "exact",
    after: (ret) => {
      if (ret < 0) return [];
      const written = actual();
      if (givenLength !== undefined && written.length !== givenLength)
        return [{ message: `optlen: expected ${givenLength} but got ${written.length}` }];
      return checkOption(argument, written, call);
    },
    actual: () => withActual(call, position, () => actualOption(argument, actual(), call)),
  };
}
