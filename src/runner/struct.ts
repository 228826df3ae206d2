// SPDX-License-Identifier: GPL-2.0
import type { FieldLayout, StructLayout } from "./constants.js";

function field(layout: StructLayout, name: string): FieldLayout {
  const found = layout.fields.get(name);
  if (found === undefined) throw new RangeError(`struct ${layout.name} has no field ${name}`);
  return found;
}

/**
 * Writes a field of an integer or pointer type in the machine's byte order.
 * @param at  where the structure starts
 */
export function writeField(
  view: DataView,
  at: number,
  layout: StructLayout,
  name: string,
  value: number | bigint,
): void {
  const { offset, size } = field(layout, name);
  switch (size) {
    case 1:
      view.setUint8(at + offset, Number(value));
      return;
    case 2:
      view.setUint16(at + offset, Number(value), true);
      return;
    case 4:
      view.setUint32(at + offset, Number(BigInt.asUintN(32, BigInt(value))), true);
      return;
    case 8:
      view.setBigUint64(at + offset, BigInt.asUintN(64, BigInt(value)), true);
      return;
    default:
      throw new RangeError(`${layout.name}.${name} is no integer`);
  }
}

/** Writes several fields: see {@link writeField}. */
export function writeFields(
  view: DataView,
  at: number,
  layout: StructLayout,
  values: Readonly<Record<string, number | bigint>>,
): void {
  for (const [name, value] of Object.entries(values)) writeField(view, at, layout, name, value);
}

/** Reads a field as an unsigned number; one of 8 bytes must be below 2^53. */
export function readField(view: DataView, at: number, layout: StructLayout, name: string): number {
  const { offset, size } = field(layout, name);
  switch (size) {
    case 1:
      return view.getUint8(at + offset);
    case 2:
      return view.getUint16(at + offset, true);
    case 4:
      return view.getUint32(at + offset, true);
    case 8:
      return Number(view.getBigUint64(at + offset, true));
    default:
      throw new RangeError(`${layout.name}.${name} is no integer`);
  }
}

/** Where a field is, from the start of the structure. */
export function offsetOf(layout: StructLayout, name: string): number {
  return field(layout, name).offset;
}
