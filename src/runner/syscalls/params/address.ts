// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import * as make from "../../../dsl/make.js";
import { formatAddress, IPV4_BYTES, type IpAddress } from "../../../inject/wire/address.js";
import type { Constants } from "../../constants.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import { offsetOf, readField, writeField } from "../../struct.js";
import type { CallContext, Parameter } from "../call.js";
import { describeExpression, evaluateAddress, evaluateInt32, evaluateInteger } from "../evaluate.js";
import { checkMembers } from "../members.js";

/** sizeof(struct sockaddr_storage), include/uapi/linux/socket.h. */
export const SOCKADDR_STORAGE_BYTES = 128;

const INT_BYTES = 4;

/** Room for the address that a call fills in, and the int that tells it how much room there is. */
export function addressRoom(call: CallContext): { readonly address: Block; readonly length: Block } {
  const address = call.allocate(SOCKADDR_STORAGE_BYTES);
  const length = call.allocate(INT_BYTES);
  length.view.setUint32(0, SOCKADDR_STORAGE_BYTES, true);
  return { address, length };
}

/** What stands for a struct sockaddr: `...`, `NULL`, an address family alone, or the structure. */
export type AddressArgument =
  | { readonly type: "any"; readonly span: Span }
  | { readonly type: "null"; readonly span: Span }
  | { readonly type: "family"; readonly span: Span; readonly family: number }
  | { readonly type: "explicit"; readonly span: Span; readonly address: SocketAddress };

export interface SocketAddress {
  readonly address: IpAddress;
  readonly port: number;
}

export function socketAddress(name: string): Parameter<AddressArgument> {
  return { name, parse: addressOf };
}

/** @throws {ScriptError} bad-argument */
export function addressOf(expression: Expression, call: CallContext): AddressArgument {
  const { span } = expression;
  if (expression.type === "ellipsis") return { type: "any", span };
  if (expression.type === "struct")
    return { type: "explicit", span, address: structAddress(expression, call) };
  if (expression.type === "name" && expression.name === "NULL") return { type: "null", span };
  return { type: "family", span, family: evaluateInt32(expression, call.constants) };
}

/** Those of both families, and those that scripts write although nothing depends on them. */
const MEMBERS = [
  "sa_family",
  "sin_family",
  "sin_port",
  "sin_addr",
  "sin6_family",
  "sin6_port",
  "sin6_addr",
  "sin6_flowinfo",
  "sin6_scope_id",
  "sa_len",
  "sin_len",
  "sin6_len",
];

/** `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}` and its IPv6 twin. */
function structAddress(expression: StructExpression, call: CallContext): SocketAddress {
  checkMembers(expression, "struct sockaddr", MEMBERS);
  const member = (...names: readonly string[]): Expression => {
    const found = expression.members.find(({ name }) => name !== undefined && names.includes(name));
    if (found === undefined)
      throw new ScriptError("bad-argument", expression.span, `the address has no ${names[0]}`);
    return found.value;
  };
  const family = evaluateInt32(member("sa_family", "sin_family", "sin6_family"), call.constants);
  const network = Number(evaluateInteger(member("sin_port", "sin6_port"), call.constants));
  const value = member("sin_addr", "sin6_addr");
  const address = evaluateAddress(value);
  const isIpv4 = family === call.constants.require("AF_INET");
  if (isIpv4 !== (address.length === IPV4_BYTES))
    throw new ScriptError("bad-argument", value.span, "the address is not of the family that sa_family says");
  return { address, port: ((network & 0xff) << 8) | ((network >> 8) & 0xff) };
}

/** An address in memory, with its length. */
export interface AddressBlock {
  readonly block: Block;
  readonly length: number;
}

/**
 * Writes the address that an argument stands for.
 * @param fallback  what `...` means
 */
export function writeAddress(
  call: CallContext,
  argument: AddressArgument,
  fallback: SocketAddress,
): AddressBlock {
  switch (argument.type) {
    case "null":
      return { block: call.environment.heap.null, length: 0 };
    case "family": {
      const block = call.allocate(SOCKADDR_STORAGE_BYTES);
      const layout = call.constants.struct("sockaddr_in");
      writeField(block.view, 0, layout, "sin_family", argument.family);
      return { block, length: SOCKADDR_STORAGE_BYTES };
    }
    case "explicit":
      return encode(call, argument.address);
    case "any":
      return encode(call, fallback);
  }
}

function encode(call: CallContext, address: SocketAddress): AddressBlock {
  const bytes = addressBytes(address, call.constants);
  const block = call.allocate(bytes.length);
  block.bytes.set(bytes);
  return { block, length: bytes.length };
}

/** struct sockaddr_in or sockaddr_in6. */
export function addressBytes({ address, port }: SocketAddress, constants: Constants): Uint8Array {
  const isIpv4 = address.length === IPV4_BYTES;
  const prefix = isIpv4 ? "sin" : "sin6";
  const layout = constants.struct(isIpv4 ? "sockaddr_in" : "sockaddr_in6");
  const bytes = new Uint8Array(layout.size);
  const view = new DataView(bytes.buffer);
  writeField(view, 0, layout, `${prefix}_family`, constants.require(isIpv4 ? "AF_INET" : "AF_INET6"));
  view.setUint16(offsetOf(layout, `${prefix}_port`), port);
  bytes.set(address, offsetOf(layout, `${prefix}_addr`));
  return bytes;
}

/** Reads an address that the kernel wrote; undefined for families other than IP. */
export function readAddress({ bytes }: Block, constants: Constants): SocketAddress | undefined {
  return readAddressBytes(bytes, constants);
}

/** The same of bytes that need not be a block. */
export function readAddressBytes(bytes: Uint8Array, constants: Constants): SocketAddress | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ipv4 = constants.struct("sockaddr_in");
  const family = readField(view, 0, ipv4, "sin_family");
  if (family === constants.require("AF_INET"))
    return {
      address: field(bytes, offsetOf(ipv4, "sin_addr"), 4),
      port: view.getUint16(offsetOf(ipv4, "sin_port")),
    };
  if (family !== constants.require("AF_INET6")) return undefined;
  const ipv6 = constants.struct("sockaddr_in6");
  return {
    address: field(bytes, offsetOf(ipv6, "sin6_addr"), 16),
    port: view.getUint16(offsetOf(ipv6, "sin6_port")),
  };
}

function field(bytes: Uint8Array, offset: number, size: number): IpAddress {
  return bytes.slice(offset, offset + size);
}

/** The IPv4 address inside an IPv4-mapped one; any other as it is. RFC 4291 section 2.5.5.2. */
export function unmapped({ address, port }: SocketAddress): SocketAddress {
  const isMapped =
    address.length !== IPV4_BYTES &&
    address.subarray(0, 10).every((byte) => byte === 0) &&
    address[10] === 0xff &&
    address[11] === 0xff;
  return isMapped ? { address: address.slice(12), port } : { address, port };
}

/** The port of an address that the script writes out; undefined if it does not. */
export function writtenPort(argument: AddressArgument): number | undefined {
  return argument.type === "explicit" ? argument.address.port : undefined;
}

/** The address that `...` stands for in a call on a socket: its peer's, or the one it would connect to. */
export function peerOf({ node, environment }: CallContext): SocketAddress {
  const { addresses, connections } = environment;
  const [fd] = node.args;
  const own = fd?.type === "integer" ? connections.forFd(Number(fd.value)) : undefined;
  // the associations of a one-to-many socket have no descriptors
  const peer = own?.remote ?? (own?.state === "listening" ? connections.underTest?.remote : undefined);
  return { address: addresses.connect, port: peer?.port ?? addresses.connectPort };
}

/** An address in the notation of scripts; `...` for none of IP. */
export function addressStruct(actual: SocketAddress | undefined): Expression {
  if (actual === undefined) return make.ellipsis();
  const { address, port } = actual;
  const text = [make.string(Buffer.from(formatAddress(address)))];
  const network = make.call("htons", [make.integer(port)]);
  if (address.length === IPV4_BYTES)
    return make.struct({
      sa_family: make.name("AF_INET"),
      sin_port: network,
      sin_addr: make.call("inet_addr", text),
    });
  return make.struct({
    sa_family: make.name("AF_INET6"),
    sin6_port: network,
    sin6_addr: make.call("inet6_addr", text),
  });
}

/** The length of an address: `...`, a number, or a number in brackets. */
export function addressLength(name: string): Parameter<number | undefined> {
  return {
    name,
    parse: (expression, call) => {
      if (expression.type === "ellipsis") return undefined;
      if (expression.type !== "array") return evaluateInt32(expression, call.constants);
      const [only] = expression.elements;
      if (only === undefined || expression.elements.length !== 1)
        throw new ScriptError(
          "bad-argument",
          expression.span,
          `expected [length], not ${describeExpression(expression)}`,
        );
      return only.type === "ellipsis" ? undefined : evaluateInt32(only, call.constants);
    },
  };
}
