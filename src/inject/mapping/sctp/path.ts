// SPDX-License-Identifier: GPL-2.0

import type { Direction, Endpoint, SctpHeader } from "../../../dsl/ast.js";
import { PacketError } from "../../packet-error.js";
import { type IpAddress, parseAddress } from "../../wire/address.js";
import type { ScriptPorts } from "../connection.js";

/** The addresses that a script writes in front of a packet; absent where it leaves them out. */
export interface SctpPath {
  readonly source?: IpAddress;
  readonly destination?: IpAddress;
}

/** @throws PacketError unsupported, out-of-range */
export function pathOf({ endpoints }: SctpHeader): SctpPath {
  const source = addressOf(endpoints?.source);
  const destination = addressOf(endpoints?.destination);
  return { ...(source && { source }), ...(destination && { destination }) };
}

function addressOf(endpoint: Endpoint | undefined): IpAddress | undefined {
  if (endpoint?.type === "variable")
    throw new PacketError("unsupported", endpoint.span, "names of endpoints are for subflows of MPTCP");
  if (endpoint?.type !== "address") return undefined;
  const address = parseAddress(endpoint.address);
  if (address) return address;
  throw new PacketError("out-of-range", endpoint.span, `"${endpoint.address}" is no IP address`);
}

/** Source and destination port as the script writes them; 0 is not said. */
export function writtenPorts({ ports, endpoints }: SctpHeader): { source: number; destination: number } {
  return {
    source: ports?.source ?? portOf(endpoints?.source),
    destination: ports?.destination ?? portOf(endpoints?.destination),
  };
}

function portOf(endpoint: Endpoint | undefined): number {
  return endpoint && "port" in endpoint ? endpoint.port : 0;
}

/** The ports that name an association, if the script writes both. */
export function sctpPorts(header: SctpHeader, direction: Direction): ScriptPorts | undefined {
  const { source, destination } = writtenPorts(header);
  const isOpen = header.endpoints ? source === 0 || destination === 0 : source === 0 && destination === 0;
  if (isOpen) return undefined;
  return direction === "inbound"
    ? { local: destination, remote: source }
    : { local: source, remote: destination };
}
