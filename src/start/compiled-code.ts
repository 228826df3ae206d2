// SPDX-License-Identifier: GPL-2.0
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { constants, Script } from "node:vm";
import { optimiseAsUsual } from "./optimiser.js";

/** A CommonJS module as Node calls it. */
type Wrapped = (
  exports: object,
  require: NodeJS.Require,
  module: object,
  file: string,
  folder: string,
) => void;

/** Leaves the code for the next time. Does nothing if it was there, or there is no place for it. */
export type SaveCode = () => void;

/**
 * Runs a bundle and passes what it exports to `start`. Node would compile it anew in each process,
 * function by function as they are called, which is a seventh of the CPU time of a suite. What has been
 * compiled by the time of `save()` stands beside the bundle from then on, for the same version and
 * flags of V8; for others it counts as not there.
 *
 * @param file  path of a CommonJS file in ASCII, of which V8 needs half the memory
 * @param kind  of what is to be done: each kind has code of its own
 * @throws what the bundle throws
 */
export function runCompiled<Exports extends object>(
  file: string,
  kind: string,
  start: (exports: Exports, save: SaveCode) => void,
): void {
  const source = readFileSync(file, "latin1");
  const tag = cachedDataVersionTag();
  const { size, mtimeMs } = statSync(file);
  const place = `${file}.${[kind, size, mtimeMs, tag].join("-")}.code`;
  const code = read(place);
  const script = new Script(Module.wrap(source), {
    filename: file,
    ...(code === undefined ? {} : { cachedData: code }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const isFresh = code === undefined || script.cachedDataRejected === true;
  const module = { exports: {} };
  const wrapped = script.runInThisContext() as Wrapped;
  wrapped.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  start(module.exports as Exports, () => {
    if (!isFresh) return;
    // Flags that were set since then would be those of the code, too.
    optimiseAsUsual();
    if (cachedDataVersionTag() === tag) write(place, script.createCachedData());
  });
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Processes that do so at once do not disturb each other; a folder that is not ours to write is left alone. */
function write(path: string, code: Buffer): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, code);
    renameSync(unfinished, path);
  } catch {
    try {
      rmSync(unfinished, { force: true });
    } catch {
      // Nor is it ours to remove anything there.
    }
  }
}
