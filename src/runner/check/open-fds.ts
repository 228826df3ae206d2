// SPDX-License-Identifier: GPL-2.0
import type { Span } from "../../dsl/ast.js";
import { DescriptorTable, type SocketKind } from "../descriptors.js";

/** The file descriptors of a script, as far as reading it tells. */
export class OpenFds {
  /** The certain and the possible ones: nothing is said against their use. */
  readonly table = new DescriptorTable();
  readonly #certain = new Map<number, Span>();
  readonly #closed = new Map<number, Span>();

  /**
   * A call returns the descriptor.
   * @param isCertain  false if it may not be open yet, or the call may fail
   * @returns where it was opened that is open already
   */
  open(fd: number, at: Span, isCertain: boolean, socket?: SocketKind): Span | undefined {
    const before = this.#certain.get(fd);
    this.#forget(fd);
    this.table.add({ script: fd, live: fd, ...(socket === undefined ? {} : { socket }) });
    this.#closed.delete(fd);
    if (isCertain) this.#certain.set(fd, at);
    return isCertain ? before : undefined;
  }

  close(fd: number, at: Span, isCertain: boolean): void {
    this.#certain.delete(fd);
    if (!isCertain) return;
    this.#forget(fd);
    this.#closed.set(fd, at);
  }

  /** Where a descriptor was closed that is open no more. */
  closedAt(fd: number): Span | undefined {
    return this.#closed.get(fd);
  }

  /** Those that are certainly open, ascending. */
  certain(): readonly number[] {
    return [...this.#certain.keys()].sort((a, b) => a - b);
  }

  #forget(fd: number): void {
    const known = this.table.byScript(fd);
    if (known !== undefined) this.table.remove(known);
    this.#certain.delete(fd);
  }
}
