// SPDX-License-Identifier: GPL-2.0
import type { Contents, Direction, Packet, SctpChunk, TransportHeader } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { unescapeString } from "../escape.js";
import { headers, type Pass, packets, problem } from "./pass.js";

/** What the packet and its chunks carry, as far as a script says. */
export function contentsOf({ headers, contents }: Packet): readonly Contents[] {
  const last = headers.at(-1);
  const chunks = last?.type === "sctp" ? last.chunks : [];
  return [contents, ...chunks.map(ofChunk)].filter((one) => one !== undefined);
}

/** What a packet carries is as long as it says, and is known if it is injected. */
export const contents: Pass = (script) => {
  const problems: Diagnostic[] = [];
  const look = (carried: Contents, direction: Direction, length: number | undefined): void => {
    const wrong = (message: string) =>
      problems.push(problem(script, carried.span, "check/contents", message));
    const bytes = lengthOf(carried);
    if (isOpen(carried) && direction === "inbound")
      wrong("the contents are open, and only expected packets leave something open");
    else if (bytes === undefined || length === undefined) return;
    else if (bytes > length || (bytes < length && !isOpen(carried)))
      wrong(`the string has ${bytes} bytes, and the payload ${length}`);
  };
  for (const { packet } of packets(script)) {
    const last = packet.headers.at(-1);
    if (
      last?.type === "other" &&
      last.isWhole &&
      (packet.direction === "outbound" || packet.headers.length > 1)
    )
      problems.push(
        problem(
          script,
          last.span,
          "check/raw",
          "a whole packet as bytes is injected, with nothing around it",
        ),
      );
    if (packet.contents === undefined) continue;
    const length = payloadLength(last?.type === "udp-encapsulation" ? undefined : (last as TransportHeader));
    if (length === undefined)
      problems.push(problem(script, packet.contents.span, "check/contents", whyNone(last?.type)));
    else look(packet.contents, packet.direction, length);
  }
  for (const { packet, header } of headers(script)) {
    if (header.type !== "sctp") continue;
    for (const chunk of header.chunks) {
      const carried = ofChunk(chunk);
      if (carried !== undefined) look(carried, packet.direction, chunkPayload(chunk));
    }
  }
  return problems;
};

function ofChunk(chunk: SctpChunk | { readonly type: "bytes" }): Contents | undefined {
  const carried = "contents" in chunk ? chunk.contents : undefined;
  return carried === "any" ? undefined : carried;
}

/** Bytes in front of the payload of a chunk. */
const CHUNK_HEADER = { DATA: 16, I_DATA: 20 } as const;

function chunkPayload(chunk: SctpChunk | { readonly type: "bytes" }): number | undefined {
  if (chunk.type !== "DATA" && chunk.type !== "I_DATA") return undefined;
  return chunk.length === "any" ? undefined : chunk.length - CHUNK_HEADER[chunk.type];
}

/** Undefined: it has no contents of its own. */
function payloadLength(header: TransportHeader | undefined): number | undefined {
  switch (header?.type) {
    case "tcp":
      return header.resetReason === undefined ? header.sequence.length : undefined;
    case "udp":
    case "udplite":
    case "dccp":
    case "other":
      return header.length;
    default:
      return undefined;
  }
}

function whyNone(type: string | undefined): string {
  if (type === "sctp") return "chunks of SCTP have their contents themselves: DATA[…, data=…]";
  return type === "tcp"
    ? "the reason of a reset is its payload"
    : "what an ICMP message carries is the packet in brackets";
}

function isOpen(carried: Contents): boolean {
  const last = carried.type === "concat" ? carried.parts.at(-1) : carried;
  return last?.type === "string" && last.open;
}

/** Bytes of the strings; undefined: as many as are wanted. */
function lengthOf(carried: Contents): number | undefined {
  if (carried.type === "pattern") return undefined;
  const parts = carried.type === "concat" ? carried.parts : [carried];
  return parts.reduce((sum, { raw }) => sum + unescapeString(raw).bytes.length, 0);
}
