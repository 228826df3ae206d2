// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { getSystemErrorMap } from "node:util";
import { LIBRARY_CONSTANTS } from "./library-constants.js";

/** Place of a field: bytes, and bits where it is a bit field. */
export interface FieldLayout {
  readonly offset: number;
  readonly size: number;
  /** Lowest bit of a bit field within the byte at `offset`. */
  readonly shift?: number;
  /** Number of bits of a bit field. */
  readonly width?: number;
  /** Bytes of an element of an array; one of open length, at the end, has size 0. */
  readonly element?: number;
}

export interface StructLayout {
  readonly name: string;
  /** sizeof, bytes. */
  readonly size: number;
  readonly fields: ReadonlyMap<string, FieldLayout>;
}

/** The constants file is missing or not one. */
export class ConstantsError extends Error {
  override readonly name = "ConstantsError";
  readonly code = "CONSTANTS";
}

interface ConstantsFile {
  readonly constants: Readonly<Record<string, number>>;
  /** What the headers' comments say about each errno. */
  readonly errors: Readonly<Record<string, string>>;
  readonly structs: Readonly<
    Record<string, { readonly size: number; readonly fields: Readonly<Record<string, FieldLayout>> }>
  >;
}

/** Node makes the map anew each time that it is asked. */
const libcTexts = getSystemErrorMap();

/** Of several names for one errno, the one that is not the alias. */
const ERRNO_ALIASES = new Set(["EWOULDBLOCK", "EDEADLOCK"]);

/**
 * Numbers of the kernel's user interface: constants, system call numbers and structure layouts,
 * as tools/generate-constants.mjs takes them from the headers of the kernel in use.
 */
export class Constants {
  readonly #values: ReadonlyMap<string, number>;
  readonly #structs: ReadonlyMap<string, StructLayout>;
  readonly #errnoNames: ReadonlyMap<number, string>;
  readonly #errorTexts: ReadonlyMap<string, string>;
  readonly #byPrefix = new Map<string, readonly (readonly [string, number])[]>();

  constructor(file: ConstantsFile) {
    this.#values = new Map([...Object.entries(LIBRARY_CONSTANTS), ...Object.entries(file.constants)]);
    this.#structs = new Map(
      Object.entries(file.structs).map(([name, { size, fields }]) => [
        name,
        { name, size, fields: new Map(Object.entries(fields)) },
      ]),
    );
    this.#errorTexts = new Map(Object.entries(file.errors));
    const errnos = [...this.#values].filter(([name]) => /^E(?!POLL|PIOC)[A-Z0-9]+$/.test(name));
    this.#errnoNames = new Map(
      errnos.filter(([name]) => !ERRNO_ALIASES.has(name)).map(([name, value]) => [value, name]),
    );
  }

  /**
   * Reads the JSON file that the generator wrote.
   * @throws {ConstantsError}
   */
  static load(path: string): Constants {
    let file: unknown;
    try {
      file = JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
      throw new ConstantsError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (!isConstantsFile(file)) throw new ConstantsError(`${path}: not a file of constants`);
    return new Constants(file);
  }

  /** The value of a constant, if the kernel's headers have it. */
  get(name: string): number | undefined {
    return this.#values.get(name);
  }

  /**
   * The value of a constant that the program itself needs.
   * @throws {ConstantsError} if the headers lack it
   */
  require(name: string): number {
    const value = this.#values.get(name);
    if (value === undefined) throw new ConstantsError(`the kernel's headers have no ${name}`);
    return value;
  }

  /** __NR_`name`. */
  syscall(name: string): number {
    return this.require(`__NR_${name}`);
  }

  struct(name: string): StructLayout {
    const layout = this.#structs.get(name);
    if (layout === undefined) throw new ConstantsError(`the layout of struct ${name} was not generated`);
    return layout;
  }

  /** "EAGAIN" for 11; "errno 4711" for a number without a name. */
  errnoName(errno: number): string {
    return this.#errnoNames.get(errno) ?? `errno ${errno}`;
  }

  /** "Connection refused": what libc says about an errno, or the kernel where that does not know it. */
  errnoText(errno: number): string | undefined {
    const text = libcTexts.get(-errno)?.[1];
    if (text === undefined) return this.#errorTexts.get(this.errnoName(errno));
    return text.slice(0, 1).toUpperCase() + text.slice(1);
  }

  /** All names, for suggestions. */
  names(): IterableIterator<string> {
    return this.#values.keys();
  }

  /** All constants whose names begin so. */
  withPrefix(prefix: string): readonly (readonly [string, number])[] {
    const known = this.#byPrefix.get(prefix);
    if (known !== undefined) return known;
    const found = [...this.#values].filter(([name]) => name.startsWith(prefix));
    this.#byPrefix.set(prefix, found);
    return found;
  }

  /**
   * Writes `value` as an OR of the named constants; the rest as a hexadecimal number.
   * @param names  single-bit constants, in the order in which they are to be written
   */
  flags(value: number, names: readonly string[]): string {
    let rest = value >>> 0;
    const parts: string[] = [];
    for (const name of names) {
      const bit = (this.#values.get(name) ?? 0) >>> 0;
      if (bit === 0 || (rest & bit) >>> 0 !== bit) continue;
      parts.push(name);
      rest = (rest & ~bit) >>> 0;
    }
    if (rest !== 0) parts.push(`0x${rest.toString(16)}`);
    return parts.length === 0 ? "0" : parts.join("|");
  }
}

function isConstantsFile(value: unknown): value is ConstantsFile {
  return (
    typeof value === "object" &&
    value !== null &&
    "constants" in value &&
    "errors" in value &&
    "structs" in value
  );
}

/** Where the constants of a library's kernel are: next to it. */
export function constantsBeside(library: string): string {
  return `${library.replace(/\.so$/, "")}.constants.json`;
}
