// SPDX-License-Identifier: GPL-2.0

import { formatAddress, type IpAddress } from "../wire/address.js";
import type { Endpoint } from "./endpoint.js";

/** Addresses and ports by the names that a script gives them: `addr[saddr1]`. */
export class EndpointNames {
  readonly #endpoints = new Map<string, () => Endpoint | undefined>();

  /** The endpoint of a name, as far as it is known already. */
  get(name: string): Endpoint | undefined {
    return this.#endpoints.get(name)?.();
  }

  has(name: string): boolean {
    return this.#endpoints.has(name);
  }

  /** @param endpoint called when the name is used: a packet may have to tell it first */
  set(name: string, endpoint: () => Endpoint | undefined): void {
    this.#endpoints.set(name, endpoint);
  }
}

/**
 * The addresses that the script's host has, with the identifiers that they have in MPTCP options:
 * 0 is the first one's.
 */
export class RemoteAddresses {
  readonly #identifiers = new Map<string, number>();
  #last: IpAddress;

  /** @param first the one that packets come from where the script does not say */
  constructor(first: IpAddress) {
    this.#last = first;
    this.#identifiers.set(formatAddress(first), 0);
  }

  /** An address that nobody has used, the next one in the subnet. */
  unused(): IpAddress {
    const address = Uint8Array.from(this.#last);
    do address[address.length - 1] = ((address.at(-1) ?? 0) + 1) & 0xff;
    while (this.#identifiers.has(formatAddress(address)));
    this.#last = address;
    this.identifierOf(address);
    return address;
  }

  /** The identifier of an address; one that comes for the first time gets the next. */
  identifierOf(address: IpAddress): number {
    const text = formatAddress(address);
    const known = this.#identifiers.get(text);
    if (known !== undefined) return known;
    const identifier = Math.max(...this.#identifiers.values()) + 1;
    this.#identifiers.set(text, identifier);
    return identifier;
  }

  /** The script has written the identifier of an address. */
  setIdentifier(address: IpAddress, identifier: number): void {
    this.#identifiers.set(formatAddress(address), identifier);
  }
}
