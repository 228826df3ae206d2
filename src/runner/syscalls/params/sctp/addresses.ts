// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span } from "../../../../dsl/ast.js";
import { formatAddress } from "../../../../inject/wire/address.js";
import { ScriptError } from "../../../script-error.js";
import type { CallContext, CallProblem, Parameter } from "../../call.js";
import {
  type AddressArgument,
  addressBytes,
  addressOf,
  readAddressBytes,
  type SocketAddress,
} from "../address.js";

/** A list of addresses as the calls of RFC 6458 have it: one behind the other, each as long as its family is. */
export interface AddressList {
  readonly span: Span;
  /** Undefined for NULL. */
  readonly addresses: readonly AddressArgument[] | undefined;
}

/** `[...]`, `[{sa_family=, …}, {…}]`, one address without brackets, or NULL. */
export function addressList(name: string): Parameter<AddressList> {
  return {
    name,
    parse: (expression, call) => ({ span: expression.span, addresses: addressesOf(expression, call) }),
  };
}

function addressesOf(expression: Expression, call: CallContext): readonly AddressArgument[] | undefined {
  const list = expression.type === "array" ? expression.elements : [expression];
  const addresses = list.map((element) => addressOf(element, call));
  const [first] = addresses;
  if (expression.type !== "array" && first?.type === "null") return undefined;
  for (const { type, span } of addresses)
    if (type === "null" || type === "family")
      throw new ScriptError("bad-argument", span, "expected an address, or ... for that of the variant");
  return addresses;
}

/**
 * The first `count` addresses in memory.
 * @param fallback  what `...` means
 * @throws {ScriptError} bad-argument if the list has fewer
 */
export function packAddresses(
  call: CallContext,
  { addresses = [], span }: AddressList,
  count: number,
  fallback: SocketAddress,
): readonly Uint8Array[] {
  if (count > addresses.length)
    throw new ScriptError("bad-argument", span, `the list has ${addresses.length} addresses, not ${count}`);
  return addresses
    .slice(0, Math.max(0, count))
    .map((one) => addressBytes(one.type === "explicit" ? one.address : fallback, call.constants));
}

/** Compares the addresses that the kernel returned with the script's, in their order. */
export function checkAddresses(
  { addresses = [], span }: AddressList,
  actual: readonly SocketAddress[],
): readonly CallProblem[] {
  const wanted = addresses.map((one) => (one.type === "explicit" ? show(one.address) : "..."));
  const got = actual.map(show);
  // `[...]` is for any number of them
  if (wanted.every((one) => one === "...") && wanted.length <= 1) return [];
  const fits = wanted.length === got.length && wanted.every((one, at) => one === "..." || one === got[at]);
  if (fits) return [];
  return [{ message: `addresses: expected ${wanted.join(", ")} but got ${got.join(", ")}`, span }];
}

function show({ address, port }: SocketAddress): string {
  return `${formatAddress(address)} port ${port}`;
}

/** Takes `count` addresses apart that stand one behind the other. */
export function unpackAddresses(
  bytes: Uint8Array,
  count: number,
  call: CallContext,
): readonly SocketAddress[] {
  const found: SocketAddress[] = [];
  let at = 0;
  while (found.length < count) {
    const address = readAddressBytes(bytes.subarray(at), call.constants);
    if (address === undefined) break;
    found.push(address);
    at += addressBytes(address, call.constants).length;
  }
  return found;
}
