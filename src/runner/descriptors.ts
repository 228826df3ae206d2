// SPDX-License-Identifier: GPL-2.0

/** What a file descriptor of the script stands for. */
export interface Descriptor {
  /** As in the script. */
  readonly script: number;
  /** As in the kernel. */
  readonly live: number;
  readonly socket?: SocketKind;
}

/** The arguments of socket(2); of an accepted socket, those of the listening one. */
export interface SocketKind {
  readonly domain: number;
  readonly type: number;
  readonly protocol: number;
}

/** The open file descriptors of a script, which need not have the kernel's numbers. */
export class DescriptorTable {
  readonly #byScript = new Map<number, Descriptor>();
  readonly #byLive = new Map<number, Descriptor>();

  /** Why the pair cannot be added, or undefined when it was. */
  add(descriptor: Descriptor): string | undefined {
    const { script, live } = descriptor;
    if (this.#byScript.has(script)) return `the script has a file descriptor ${script} already`;
    if (this.#byLive.has(live))
      return `the kernel returned the file descriptor ${live}, which is open already`;
    this.#byScript.set(script, descriptor);
    this.#byLive.set(live, descriptor);
    return undefined;
  }

  /**
   * Adds an accepted connection. Under a number that is in use it takes that over, as with
   * packetdrill: scripts that accept several connections and never close one use one number.
   */
  addAccepted(descriptor: Descriptor): string | undefined {
    const before = this.#byScript.get(descriptor.script);
    this.#byScript.delete(descriptor.script);
    const problem = this.add(descriptor);
    if (problem !== undefined && before !== undefined) this.#byScript.set(before.script, before);
    return problem;
  }

  remove(descriptor: Descriptor): void {
    this.#byScript.delete(descriptor.script);
    this.#byLive.delete(descriptor.live);
  }

  byScript(fd: number): Descriptor | undefined {
    return this.#byScript.get(fd);
  }

  byLive(fd: number): Descriptor | undefined {
    return this.#byLive.get(fd);
  }

  /** The script's numbers, ascending. */
  scriptNumbers(): readonly number[] {
    return [...this.#byScript.keys()].sort((a, b) => a - b);
  }
}
