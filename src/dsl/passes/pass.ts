// SPDX-License-Identifier: GPL-2.0
import type { Event, Header, Packet, Script, Span } from "../ast.js";
import type { Diagnostic, DiagnosticNote } from "../diagnostic.js";

export type Pass = (script: Script) => readonly Diagnostic[];

export function problem(
  script: Script,
  span: Span,
  code: string,
  message: string,
  notes: readonly DiagnosticNote[] = [],
): Diagnostic {
  return { severity: "error", code, message, file: script.file, span, notes };
}

export interface PacketEvent {
  readonly event: Event;
  readonly packet: Packet;
}

/** The events that inject or expect a packet. */
export function packets(script: Script): readonly PacketEvent[] {
  const found: PacketEvent[] = [];
  for (const event of script.events) {
    if (event.action.type === "packet") found.push({ event, packet: event.action });
  }
  return found;
}

export interface HeaderOfPacket extends PacketEvent {
  readonly header: Header;
}

/** All headers of all packets; made once for a script, as nearly every pass wants them. */
export function headers(script: Script): readonly HeaderOfPacket[] {
  const known = headersOf.get(script);
  if (known) return known;
  const found: HeaderOfPacket[] = [];
  for (const { event, packet } of packets(script)) {
    for (const header of packet.headers) found.push({ event, packet, header });
  }
  headersOf.set(script, found);
  return found;
}

const headersOf = new WeakMap<Script, readonly HeaderOfPacket[]>();
