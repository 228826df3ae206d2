// SPDX-License-Identifier: GPL-2.0

import type { Direction, SctpChunk, SctpHeader, SctpParameter } from "../../../dsl/ast.js";
import { type IpAddress, parseAddress } from "../../wire/address.js";
import { equalBytes } from "../../wire/bytes.js";
import { pathOf } from "./path.js";

/**
 * The addresses of both ends of an association beside the first ones: those that INIT, INIT_ACK and
 * ASCONF list, and those that the script writes in front of packets.
 */
export class SctpAddresses {
  private readonly local: IpAddress[] = [];
  private readonly remote: IpAddress[] = [];

  /** The script writes a packet; that it injects one tells nothing yet about the kernel. */
  writes(header: SctpHeader, direction: Direction): void {
    const { source, destination } = pathOf(header);
    const [local, remote] = direction === "inbound" ? [destination, source] : [source, destination];
    if (local) this.local.push(local);
    if (remote) this.remote.push(remote);
  }

  /** The end that sends this chunk has the addresses that are in there. */
  lists(chunk: SctpChunk, sender: "local" | "remote"): void {
    if (chunk.type !== "INIT" && chunk.type !== "INIT_ACK" && chunk.type !== "ASCONF") return;
    if (chunk.parameters !== "any") this[sender].push(...chunk.parameters.flatMap(addressesIn));
  }

  has(end: "local" | "remote", address: IpAddress): boolean {
    return this[end].some((known) => equalBytes(known, address));
  }
}

function addressesIn(parameter: SctpParameter): readonly IpAddress[] {
  switch (parameter.type) {
    case "IPV4_ADDRESS":
    case "IPV6_ADDRESS": {
      const address = parameter.address === "any" ? undefined : parseAddress(parameter.address.text);
      return address ? [address] : [];
    }
    case "ADD_IP_ADDRESS":
      return parameter.parameters === "any" ? [] : parameter.parameters.flatMap(addressesIn);
    default:
      return [];
  }
}
