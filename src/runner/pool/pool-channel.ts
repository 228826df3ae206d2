// SPDX-License-Identifier: GPL-2.0
import { readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { LineReader, lineOfMessage } from "./lines.js";
import type { PoolMessage, WorkerMessage } from "./messages.js";

/** Descriptor of the socket to the pool, in a worker process. */
export const POOL_FD = 3;

/** Bytes read at once. */
const PIECE = 1 << 16;

/**
 * A worker's end of the socket to its pool. It has nothing else to do than what comes there, so it waits in
 * read(2) itself and not in Node's loop, where a message passes through more hands.
 */
export class PoolChannel {
  readonly #piece = Buffer.allocUnsafe(PIECE);
  readonly #decoder = new StringDecoder("utf8");
  readonly #lines = new LineReader();
  readonly #waiting: string[] = [];

  /** Waits for the next message; undefined if the pool is gone. */
  receive(): PoolMessage | undefined {
    for (;;) {
      const line = this.#waiting.shift();
      // The pool wrote it with lineOfMessage().
      if (line !== undefined) return JSON.parse(line) as PoolMessage;
      const length = orGone(() => readSync(POOL_FD, this.#piece));
      if (length === undefined || length === 0) return undefined;
      this.#waiting.push(...this.#lines.add(this.#decoder.write(this.#piece.subarray(0, length))));
    }
  }

  /** Sends a message; false if nobody is there to read it. */
  send(message: WorkerMessage): boolean {
    let rest = Buffer.from(lineOfMessage(message));
    while (rest.length > 0) {
      const written = orGone(() => writeSync(POOL_FD, rest));
      if (written === undefined) return false;
      rest = rest.subarray(written);
    }
    return true;
  }
}

const GONE = new Set(["EPIPE", "ECONNRESET"]);

function orGone<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && "code" in error && GONE.has(String(error.code))) return undefined;
    throw error;
  }
}
