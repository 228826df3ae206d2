// SPDX-License-Identifier: GPL-2.0

import type { AddAddressOption, MpCapableOption, TcpHeader as ScriptHeader } from "../../../dsl/ast.js";
import { parseAddress } from "../../wire/address.js";
import type { AddAddress, Dss, MpCapable, MptcpOption } from "../../wire/mptcp/option.js";
import type { TcpOption } from "../../wire/tcp-options.js";
import type { Connection } from "../connection.js";
import type { Endpoint } from "../endpoint.js";
import type { MptcpHost } from "./connection.js";
import { fromWire, type Subflow } from "./subflow.js";

/** A segment of the script is about to be built: what it gives names to, and what its host tells. */
export function injectsMptcp(connection: Connection, { options = [] }: ScriptHeader): void {
  const { subflow } = connection;
  if (!subflow) return;
  const { names } = subflow;
  for (const option of options) {
    switch (option.type) {
      case "mp_capable":
        for (const { name, value } of option.keys) {
          if (name !== undefined && value !== undefined) names.keys.set(name, BigInt(value));
          else if (name !== undefined && !names.keys.has(name)) names.keys.set(name, names.keys.get(name));
        }
        for (const key of option.keys.slice(0, 1)) {
          subflow.connection.remote.tells(names.keys.valueOf(key), option.version);
        }
        break;
      case "mp_join_syn":
      case "mp_join_syn_ack":
        if (option.random !== undefined) subflow.remoteNonce = option.random;
        if (typeof option.addressId === "number" && connection.remote) {
          names.addresses.setIdentifier(connection.remote.address, option.addressId);
        }
        break;
      case "mp_fastclose":
        if (option.key?.name !== undefined && option.key.value !== undefined) {
          names.keys.set(option.key.name, BigInt(option.key.value));
        }
        break;
      case "add_address":
        injectsAddress(option, connection, subflow);
        break;
      default:
        break;
    }
  }
}

/** A name without an address is that of a new address of the script's host. */
function injectsAddress(option: AddAddressOption, connection: Connection, { names }: Subflow): void {
  const { address: written, addressId, echo, port } = option;
  const end = echo ? connection.local : connection.remote;
  const known = written?.name === undefined ? undefined : names.endpoints.get(written.name);
  const literal = written?.literal && parseAddress(written.literal.text);
  const address =
    literal ?? known?.address ?? (written?.name === undefined ? undefined : names.addresses.unused());
  if (!address) return;
  if (!echo && typeof addressId === "number") names.addresses.setIdentifier(address, addressId);
  if (written?.name === undefined || (known && port === undefined)) return;
  const endpoint = { address, port: port ?? end?.port ?? 0 };
  names.endpoints.set(written.name, () => endpoint);
}

/** The kernel has sent a segment that the script expects: what it tells, and what gets a name by it. */
export function sendsMptcp(
  connection: Connection,
  { options: expected = [] }: ScriptHeader,
  actual: readonly TcpOption[],
): void {
  const { subflow, local } = connection;
  if (!subflow) return;
  const { connection: mptcp } = subflow;
  for (const found of actual) {
    if (found.type !== "mptcp") continue;
    const { option } = found;
    const script = expected.find(({ type }) => type === option.type);
    switch (option.type) {
      case "mp_capable":
        sendsKeys(script?.type === "mp_capable" ? script : undefined, option, subflow);
        break;
      case "mp_join_syn":
      case "mp_join_syn_ack":
        subflow.localNonce = option.random;
        break;
      case "add_address":
        if (script?.type === "add_address") sendsAddress(script, option, subflow, local);
        break;
      default:
        break;
    }
    advance(mptcp.local, option);
  }
}

function sendsKeys(
  script: MpCapableOption | undefined,
  { keys, version }: MpCapable,
  subflow: Subflow,
): void {
  for (const [i, { name, value }] of (script?.keys ?? []).entries()) {
    const key = value === undefined ? keys[i] : BigInt(value);
    const { keys: known } = subflow.names;
    if (name !== undefined && key !== undefined && !known.has(name)) known.set(name, key);
  }
  const [own] = keys;
  if (own !== undefined) subflow.connection.local.tells(own, version);
}

function sendsAddress(
  { address: written, port, echo }: AddAddressOption,
  actual: AddAddress,
  { names }: Subflow,
  local: Endpoint | undefined,
): void {
  if (echo || written?.name === undefined || names.endpoints.has(written.name)) return;
  const literal = written.literal && parseAddress(written.literal.text);
  const endpoint = {
    address: Uint8Array.from(literal ?? actual.address),
    port: port ?? actual.port ?? local?.port ?? 0,
  };
  names.endpoints.set(written.name, () => endpoint);
}

/** The script's host has sent a segment: what `auto` will be next. */
export function injectedMptcp({ subflow }: Connection, options: readonly TcpOption[]): void {
  if (!subflow) return;
  for (const option of options) {
    if (option.type === "mptcp") advance(subflow.connection.remote, option.option);
  }
}

function advance(host: MptcpHost, option: MptcpOption): void {
  if (option.type === "mp_capable" && option.dataLength !== undefined) host.sent(1n, option.dataLength);
  if (option.type === "dss") advanceBy(host, option);
}

/** Of four octets, the upper half is that of the number to come. */
function advanceBy(host: MptcpHost, { mapping }: Dss): void {
  if (!mapping || host.initialNumber === undefined) return;
  const { octets, value } = mapping.dsn;
  host.sent(fromWire(value, host, octets), mapping.length);
}
