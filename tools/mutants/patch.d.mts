// SPDX-License-Identifier: GPL-2.0

/** A bug for the fuzzer to find: a patch of test/fuzz/mutants/ with what its head says. */
export interface Mutant {
  /** Of its file, without `.patch`. */
  readonly name: string;
  /** What `ktest fuzz` is asked for. */
  readonly protocol: Protocol;
  /** The section of an RFC, or the rule of the kernel, that it violates. */
  readonly breaks: string;
  /** Which oracle ought to see it. */
  readonly oracle: string;
  /** Of the build: kernel/arch/lib/configs/VARIANT.config, or `default`. */
  readonly variant: string;
  /** What kind of mistake it is. */
  readonly description: string;
  /** From the first `---` on. */
  readonly diff: string;
  /** Of the kernel's tree, in the order of the patch. */
  readonly files: readonly string[];
}

export type Protocol = "tcp" | "udp" | "sctp" | "dccp" | "mptcp";

export declare function parseMutant(name: string, text: string): Mutant;
export declare function readMutants(folder: string, only?: readonly string[]): readonly Mutant[];
