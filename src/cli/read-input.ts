// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { findScripts } from "./find-scripts.js";

/** A script that was read, or why it was not. */
export type ReadScript =
  | { readonly type: "read"; readonly path: string; readonly isStdin: boolean; readonly text: Uint8Array }
  | { readonly type: "unreadable"; readonly path: string; readonly message: string };

const STDIN = "-";

/**
 * Reads scripts one after the other: what {@link findScripts} finds, and standard input for `-`.
 * @param stdinName  what standard input is called in messages
 * @throws {import("./usage-error.js").UsageError}
 */
export async function* readScripts(paths: readonly string[], stdinName: string): AsyncGenerator<ReadScript> {
  for (const arg of group(paths)) {
    if (arg[0] === STDIN) {
      yield { type: "read", path: stdinName, isStdin: true, text: await readStdin() };
      continue;
    }
    for (const found of findScripts(arg)) {
      if (found.type === "missing") yield { type: "unreadable", path: found.path, message: found.message };
      else yield read(found.path);
    }
  }
}

/** Standard input by itself, and the files together so that none is read twice. */
function group(paths: readonly string[]): readonly (readonly string[])[] {
  const files = paths.filter((path) => path !== STDIN);
  return [...(paths.includes(STDIN) ? [[STDIN]] : []), ...(files.length > 0 ? [files] : [])];
}

function read(path: string): ReadScript {
  try {
    return { type: "read", path, isStdin: false, text: readFileSync(path) };
  } catch (error) {
    return { type: "unreadable", path, message: error instanceof Error ? error.message : String(error) };
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
