// SPDX-License-Identifier: GPL-2.0
import { fileURLToPath } from "node:url";
import { type Ended, type KtestOptions, PROGRAM, runProgram } from "./ktest.js";

const HELPER = fileURLToPath(new URL("./in-terminal.py", import.meta.url));

/** Runs `ktest …arguments` on a terminal of its own; what comes there is in `stdout`. */
export function ktestInTerminal(args: readonly string[], options: KtestOptions): Promise<Ended> {
  const env = { CI: "", TERM: "xterm", ...options.env };
  return runProgram("python3", [HELPER, process.execPath, PROGRAM, ...args], { ...options, env });
}

/**
 * What is left to see on a terminal in the end, and what its last line was in between, of a program that
 * uses of its control sequences only the one that clears the line.
 */
export function lookAt(output: string): { readonly text: string; readonly drawn: readonly string[] } {
  const pieces = output.replaceAll("\r\n", "\n").split("\r\u001b[K");
  const drawn = pieces.slice(1).filter((piece) => piece !== "" && !piece.endsWith("\n"));
  const left = pieces.map((piece, index) =>
    // What stood behind the last line break was cleared by what comes next.
    index === pieces.length - 1 ? piece : piece.slice(0, piece.lastIndexOf("\n") + 1),
  );
  return { text: left.join(""), drawn };
}
