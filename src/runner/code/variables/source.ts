// SPDX-License-Identifier: GPL-2.0
import type { Constants } from "../../constants.js";
import type { PyValue } from "../value.js";

/** A variable of a `%{ }%` block. */
export type Variable = readonly [name: string, value: PyValue];

/**
 * getsockopt() on the socket under test: the value's bytes, or undefined if the socket has no such
 * option.
 * @param level    SOL_*
 * @param request  what the value holds before the call
 */
export type GetSocketOption = (level: string, name: string, request?: Uint8Array) => Uint8Array | undefined;

/** A socket option whose value gives variables. */
export interface VariableSource {
  /** SOL_* and the option's name, as the kernel's headers have them. */
  readonly option: readonly [level: string, name: string];
  /** Found in the text of each block that names one of them. */
  readonly names: RegExp;
  /** What the kernel is to read before it answers, such as the id of an association. */
  readonly request?: (ask: GetSocketOption, constants: Constants) => Uint8Array;
  readonly variables: (value: Uint8Array, constants: Constants) => readonly Variable[];
}
