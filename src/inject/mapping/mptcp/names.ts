// SPDX-License-Identifier: GPL-2.0

import type { MptcpKey } from "../../../dsl/ast.js";
import type { EndpointNames, RemoteAddresses } from "../endpoint-names.js";
import { keyOfName } from "./hash.js";

/** What a script gives names to, and the addresses that its host has. */
export interface MptcpNames {
  readonly keys: KeyNames;
  readonly endpoints: EndpointNames;
  readonly addresses: RemoteAddresses;
}

/** Keys by the names that a script gives them: `key[skey]`, `key[ckey=2]`. */
export class KeyNames {
  readonly #keys = new Map<string, bigint>();

  /** Gives a name a value, or another one. */
  set(name: string, key: bigint): void {
    this.#keys.set(name, key);
  }

  has(name: string): boolean {
    return this.#keys.has(name);
  }

  /** The value of a name; one that nobody has told is made up. */
  get(name: string): bigint {
    return this.#keys.get(name) ?? keyOfName(name);
  }

  /** What the script has written, where it is not to be learnt from the wire. */
  valueOf({ name, value }: MptcpKey): bigint {
    return value === undefined ? this.get(name ?? "") : BigInt(value);
  }

  /** The name of a key, if it has one. */
  nameOf(key: bigint): string | undefined {
    for (const [name, value] of this.#keys) if (value === key) return name;
    return undefined;
  }
}
