// SPDX-License-Identifier: GPL-2.0

import { getU8, NO_BYTES } from "../bytes.js";
import {
  DCCP_OPTION,
  type DccpOption,
  type DccpRawProblem,
  dccpOptionKind,
  FIRST_WITH_LENGTH,
} from "./option.js";
import { dccpOptionValue, parseDccpOption } from "./option-value.js";

/** Bytes of kind and length. */
const PREFIX = 2;

/**
 * Reads the option area bytes[start, end). Never fails: see {@link DccpOption}.
 * @param dataChecksum computes the right one of the packet's application data
 */
export function parseDccpOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
  dataChecksum: () => number,
): readonly DccpOption[] {
  const options: DccpOption[] = [];
  for (let at = start; at < end; ) {
    const kind = getU8(bytes, at);
    if (kind < FIRST_WITH_LENGTH) {
      options.push(singleByte(kind));
      at++;
      continue;
    }
    const length = at + 1 < end ? getU8(bytes, at + 1) : 0;
    const problem = lengthProblem(length, at, end);
    if (problem) {
      options.push({ type: "raw", data: bytes.subarray(at, end), problem });
      break;
    }
    options.push(parseDccpOption(kind, bytes.subarray(at + PREFIX, at + length), dataChecksum));
    at += length;
  }
  return options;
}

function singleByte(kind: number): DccpOption {
  switch (kind) {
    case DCCP_OPTION.PADDING:
      return { type: "padding" };
    case DCCP_OPTION.MANDATORY:
      return { type: "mandatory" };
    case DCCP_OPTION.SLOW_RECEIVER:
      return { type: "slow_receiver" };
    default:
      return { type: "unknown", kind, data: NO_BYTES };
  }
}

function lengthProblem(length: number, at: number, end: number): DccpRawProblem | undefined {
  if (at + 1 >= end) return "length byte missing";
  if (length < PREFIX) return "length below 2";
  return at + length > end ? "length past the header" : undefined;
}

/** Bytes of one option, with those of its kind and length. */
export function dccpOptionLength(option: DccpOption): number {
  return dccpOptionBytes(option).length;
}

export function dccpOptionsLength(options: readonly DccpOption[]): number {
  return options.reduce((sum, option) => sum + dccpOptionLength(option), 0);
}

/** One option on the wire; a data checksum that is the right one as 0, to be filled in. */
export function dccpOptionBytes(option: DccpOption): Uint8Array {
  const value = dccpOptionValue(option);
  const kind = dccpOptionKind(option);
  if (kind === undefined) return value;
  if (kind < FIRST_WITH_LENGTH) return Uint8Array.of(kind);
  return Uint8Array.of(kind, PREFIX + value.length, ...value);
}

/** Writes the options at `start`; returns where they end. */
export function emitDccpOptions(options: readonly DccpOption[], bytes: Uint8Array, start: number): number {
  let at = start;
  for (const option of options) {
    const all = dccpOptionBytes(option);
    bytes.set(all, at);
    at += all.length;
  }
  return at;
}

/** Where the values of those data checksums are, counted from the first option, that are the right ones. */
export function dataChecksumPlaces(options: readonly DccpOption[]): readonly number[] {
  const places: number[] = [];
  let at = 0;
  for (const option of options) {
    if (option.type === "data_checksum" && option.checksum === undefined) places.push(at + PREFIX);
    at += dccpOptionLength(option);
  }
  return places;
}
