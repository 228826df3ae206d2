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

/**
 * What `ss --info` asks sock_diag(7) about the socket under test: the bytes of INET_DIAG_INFO, or
 * undefined if the socket is not of that protocol.
 * @param protocol  IPPROTO_*
 */
export type GetDiagnosis = (protocol: string) => Uint8Array | undefined;

/** What can be asked about the socket under test. */
export interface SocketUnderTest {
  readonly option: GetSocketOption;
  readonly diagnosis: GetDiagnosis;
}

interface Source {
  /** Found in the text of each block that names one of them. */
  readonly names: RegExp;
  readonly variables: (value: Uint8Array, constants: Constants) => readonly Variable[];
}

/** A socket option whose value gives variables. */
export interface OptionSource extends Source {
  /** SOL_* and the option's name, as the kernel's headers have them. */
  readonly option: readonly [level: string, name: string];
  /** What the kernel is to read before it answers, such as the id of an association. */
  readonly request?: (ask: GetSocketOption, constants: Constants) => Uint8Array;
}

/** What sock_diag tells of sockets of a protocol. */
export interface DiagnosisSource extends Source {
  /** IPPROTO_* */
  readonly diagnosis: string;
}

/** Something whose value gives variables. */
export type VariableSource = OptionSource | DiagnosisSource;
