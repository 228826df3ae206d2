// SPDX-License-Identifier: GPL-2.0

const MARK = "--packetdrill";

/** The arguments of `ktest run OPTIONS --packetdrill COMMAND-LINE`. */
export interface SplitArguments {
  readonly own: readonly string[];
  /** What follows --packetdrill; undefined without it. */
  readonly command: readonly string[] | undefined;
}

/** Takes packetdrill's command line off the arguments of ktest: all that follows is packetdrill's. */
export function splitArguments(args: readonly string[]): SplitArguments {
  const at = args[0] === "run" ? args.indexOf(MARK) : -1;
  if (at < 0) return { own: args, command: undefined };
  return { own: args.slice(0, at), command: args.slice(at + 1) };
}
