// SPDX-License-Identifier: GPL-2.0
import type { Constants } from "../../constants.js";
import type { Variable } from "./source.js";

const NOTHING: Readonly<Record<string, string>> = {};

/**
 * The members of a structure that are integers, under their names in the kernel's headers. Those
 * beyond the length that the kernel returned are left out.
 * @param renamed  what blocks call members that they know by another name
 */
export function structVariables(
  bytes: Uint8Array,
  struct: string,
  constants: Constants,
  renamed = NOTHING,
): readonly Variable[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const variables: Variable[] = [];
  for (const [name, { offset, size, shift, width }] of constants.struct(struct).fields) {
    const value = readUnsigned(view, offset, size);
    if (value === undefined) continue;
    const isBitField = shift !== undefined && width !== undefined;
    variables.push([renamed[name] ?? name, isBitField ? (value >> BigInt(shift)) & mask(width) : value]);
  }
  return variables;
}

function mask(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

/** An unsigned integer of the machine's byte order; undefined if it is none, or not there. */
export function readUnsigned(view: DataView, offset: number, size: number): bigint | undefined {
  if (offset + size > view.byteLength) return undefined;
  switch (size) {
    case 1:
      return BigInt(view.getUint8(offset));
    case 2:
      return BigInt(view.getUint16(offset, true));
    case 4:
      return BigInt(view.getUint32(offset, true));
    case 8:
      return view.getBigUint64(offset, true);
    default:
      return undefined;
  }
}
