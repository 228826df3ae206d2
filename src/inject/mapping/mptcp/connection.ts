// SPDX-License-Identifier: GPL-2.0

import type { Connection } from "../connection.js";
import { digestOf, initialNumberOf, tokenOf } from "./hash.js";

/** The data level of one host of a connection: all that follows from its key, and how far it has come. */
export class MptcpHost {
  #key: bigint | undefined;
  #version = 1;
  #token: number | undefined;
  #initialNumber: bigint | undefined;
  /** Of the next byte, counted from the initial number: the first byte is 1. */
  next = 1n;

  get key(): bigint | undefined {
    return this.#key;
  }

  /** The first key that a host tells is its key. */
  tells(key: bigint, version: number): void {
    if (this.#key !== undefined) return;
    this.#key = key;
    this.#version = version;
    this.#token = tokenOf(key, digestOf(version));
    this.#initialNumber = initialNumberOf(key, digestOf(version));
  }

  /** Whose receiver the peer names with it; undefined before the key is known. */
  get token(): number | undefined {
    return this.#token;
  }

  get initialNumber(): bigint | undefined {
    return this.#initialNumber;
  }

  get version(): number {
    return this.#version;
  }

  /** Bytes with the numbers from `start` on were sent. */
  sent(start: bigint, length: number): void {
    const end = start + BigInt(length);
    if (end > this.next) this.next = end;
  }
}

/**
 * A connection of several subflows: keys and data sequence numbers of both hosts. The Connection of
 * each subflow refers to it.
 */
export class MptcpConnection {
  /** The kernel. */
  readonly local = new MptcpHost();
  /** The script. */
  readonly remote = new MptcpHost();
  /** In the order in which they were opened. */
  readonly subflows: Connection[] = [];
}
