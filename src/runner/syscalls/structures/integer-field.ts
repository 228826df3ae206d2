// SPDX-License-Identifier: GPL-2.0
import type { FieldLayout } from "../../constants.js";

/** Bits of a field, from its lowest one on in the machine's byte order. */
function widthOf({ size, width }: FieldLayout): number {
  return width ?? 8 * size;
}

/** Adds an integer or bit field to bytes that are zero there; `refuse` is called if it is too large. */
export function writeInteger(
  into: Uint8Array,
  field: FieldLayout,
  value: bigint,
  refuse: (what: string) => never,
): void {
  const width = widthOf(field);
  if (BigInt.asUintN(width, value) !== value && BigInt.asIntN(width, value) !== value)
    refuse(`${value} does not fit into ${width} bits`);
  let bits = BigInt.asUintN(width, value) << BigInt(field.shift ?? 0);
  for (let at = field.offset; bits > 0n; at++, bits >>= 8n) into[at] = (into[at] ?? 0) | Number(bits & 0xffn);
}

/** Reads an integer or bit field as an unsigned number. */
export function readInteger(from: Uint8Array, field: FieldLayout): bigint {
  const [width, shift] = [widthOf(field), field.shift ?? 0];
  const bytes = from.subarray(field.offset, field.offset + Math.ceil((width + shift) / 8));
  const bits = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return BigInt.asUintN(width, bits >> BigInt(shift));
}
