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
export function* packets(script: Script): Generator<PacketEvent> {
  for (const event of script.events) {
    if (event.action.type === "packet") yield { event, packet: event.action };
  }
}

export interface HeaderOfPacket extends PacketEvent {
  readonly header: Header;
}

export function* headers(script: Script): Generator<HeaderOfPacket> {
  for (const { event, packet } of packets(script)) {
    for (const header of packet.headers) yield { event, packet, header };
  }
}
