// SPDX-License-Identifier: GPL-2.0
import type { Blob, Num, Num64, SymbolRef } from "../ast.js";

type S = SymbolRef;

export function num(value: Num<S>): string {
  return typeof value === "number" ? String(value) : value.name;
}

export function num64(value: Num64<S>): string {
  return typeof value === "object" ? value.name : String(value);
}

/** For fields that are masks or identifiers by nature. */
export function hex(value: Num<S>): string {
  return typeof value === "number" ? `0x${value.toString(16)}` : value.name;
}

export function blob(value: Blob<S>): string {
  return value.type === "hex" ? hexDigits(value.bytes) : value.name;
}

export function hexDigits(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** ` name value`, or nothing for a part that is not there. */
export function optional<T>(name: string, value: T | undefined, print: (value: T) => string): string {
  return value === undefined ? "" : ` ${name} ${print(value)}`;
}
