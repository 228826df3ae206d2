// SPDX-License-Identifier: GPL-2.0
import { OP, PROTOCOLS, type Protocol } from "./operations.js";

/**
 * One thing that a program does. What the numbers say depends on the operation: native/fuzz/program.h
 * and the peers beside it. `unit` has the number of the socket or connection, and the task's times 16.
 */
export interface Rec {
  readonly op: number;
  readonly unit: number;
  /** 16 bits. */
  readonly flags: number;
  /** 32 bits each, unsigned. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
}

/** A record that does nothing. */
export const NOTHING: Rec = { op: OP.nothing, unit: 0, flags: 0, a: 0, b: 0, c: 0, d: 0, e: 0 };

/** What a fuzzer runs: how the network is, and what is done with it. */
export interface Program {
  readonly protocol: Protocol;
  readonly isIpv6: boolean;
  /** Seed of the choices between tasks that can go on; 0: the kernel's own. */
  readonly schedule: number;
  readonly records: readonly Rec[];
}

/** Of the head of a program, and of each record: native/fuzz/program.h. */
export const RECORD_BYTES = 24;
const IPV6 = 1;

/** As native/fuzz/program.h reads it. */
export function encodeProgram({ protocol, isIpv6, schedule, records }: Program): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES * (records.length + 1));
  const view = new DataView(bytes.buffer);
  bytes[0] = PROTOCOLS.indexOf(protocol);
  bytes[1] = isIpv6 ? IPV6 : 0;
  view.setUint32(4, schedule, true);
  let at = RECORD_BYTES;
  for (const { op, unit, flags, a, b, c, d, e } of records) {
    bytes[at] = op;
    bytes[at + 1] = unit;
    view.setUint16(at + 2, flags, true);
    view.setUint32(at + 4, a, true);
    view.setUint32(at + 8, b, true);
    view.setUint32(at + 12, c, true);
    view.setUint32(at + 16, d, true);
    view.setUint32(at + 20, e, true);
    at += RECORD_BYTES;
  }
  return bytes;
}

/** The inverse; any bytes are a program. What is behind the last whole record is left out. */
export function decodeProgram(bytes: Uint8Array): Program {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasHead = bytes.length >= RECORD_BYTES;
  const records: Rec[] = [];
  for (let at = RECORD_BYTES; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES)
    records.push({
      op: view.getUint8(at),
      unit: view.getUint8(at + 1),
      flags: view.getUint16(at + 2, true),
      a: view.getUint32(at + 4, true),
      b: view.getUint32(at + 8, true),
      c: view.getUint32(at + 12, true),
      d: view.getUint32(at + 16, true),
      e: view.getUint32(at + 20, true),
    });
  const protocol = hasHead ? view.getUint8(0) % PROTOCOLS.length : 0;
  return {
    protocol: PROTOCOLS[protocol] ?? "tcp",
    isIpv6: hasHead && (view.getUint8(1) & IPV6) !== 0,
    schedule: hasHead ? view.getUint32(4, true) : 0,
    records,
  };
}

export function unitOf({ unit }: Rec): number {
  return unit & 7;
}

export function taskOf({ unit }: Rec): number {
  return (unit >> 4) & 3;
}

/** Whether an allocation is to fail in it. */
export function hasFailures({ records }: Program): boolean {
  return records.some(({ op }) => op === OP.failNth);
}
