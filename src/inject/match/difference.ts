// SPDX-License-Identifier: GPL-2.0

/** One field in which a packet is not what the script expects. */
export interface FieldDifference {
  /** In the words of scripts: "tcp.win", "tcp.option.TS.ecr", "ip.ecn", "payload length". */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** The difference as a list of one, or none if both are the same. */
export function compare<T extends number | bigint | string>(
  field: string,
  expected: T,
  actual: T,
  text: (value: T) => string = String,
): readonly FieldDifference[] {
  return expected === actual ? [] : [{ field, expected: text(expected), actual: text(actual) }];
}

export function flag(value: boolean): string {
  return value ? "set" : "not set";
}

export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
