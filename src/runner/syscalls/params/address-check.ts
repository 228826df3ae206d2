// SPDX-License-Identifier: GPL-2.0
import { formatAddress } from "../../../inject/wire/address.js";
import type { Block } from "../../memory.js";
import type { CallContext, CallProblem } from "../call.js";
import { type AddressArgument, readAddress, type SocketAddress } from "./address.js";

/** Compares an address that the kernel wrote with the one that the script writes out. */
export function checkAddress(
  expected: AddressArgument,
  block: Block,
  call: CallContext,
): readonly CallProblem[] {
  if (expected.type !== "explicit") return [];
  const actual = readAddress(block, call.constants);
  const wanted = show(expected.address);
  const got = actual === undefined ? "no IP address" : show(actual);
  return wanted === got
    ? []
    : [{ message: `address: expected ${wanted} but got ${got}`, span: expected.span }];
}

function show({ address, port }: SocketAddress): string {
  return `${formatAddress(address)} port ${port}`;
}
