// SPDX-License-Identifier: GPL-2.0
import type { SctpFieldValue, SctpHeader, Span } from "../ast.js";
import type { FieldVisitor } from "./fields.js";
import { sctpNodes } from "./walk-sctp.js";

/** Visits the numbers of an SCTP header, its chunks, parameters and causes. */
export function visitSctp(header: SctpHeader, visit: FieldVisitor): void {
  visit("tag", header.tag, 32, header.span);
  for (const chunk of header.chunks) {
    if (chunk.type !== "bytes") continue;
    for (const byte of chunk.bytes) visit("byte", byte, 8, chunk.span);
  }
  for (const { node, parts } of sctpNodes(header)) {
    for (const part of parts) visitField(part, node.span, visit);
  }
}

function visitField(part: SctpFieldValue, span: Span, visit: FieldVisitor): void {
  const { name, bits } = part.field;
  if (part.value === "any") return;
  switch (part.kind) {
    case "number":
    case "flags":
      visit(name, part.value, bits, span);
      break;
    case "numbers":
      for (const value of part.value) visit(name, value, bits, span);
      break;
    case "gaps":
      for (const gap of part.value) {
        visit(name, gap.start, bits, gap.span);
        visit(name, gap.end, bits, gap.span);
      }
      break;
    case "streams":
      for (const stream of part.value) {
        visit("sid", stream.sid, 16, stream.span);
        visit("ssn", stream.ssn, 16, stream.span);
      }
      break;
    case "messages":
      for (const message of part.value) {
        visit("sid", message.sid, 16, message.span);
        visit("flags", message.flags, 16, message.span);
        visit("mid", message.mid, 32, message.span);
      }
      break;
    // what they hold are nodes of their own, or no numbers
    case "address":
    case "text":
    case "contents":
    case "chunk":
    case "parameter":
    case "parameters":
    case "causes":
      break;
  }
}
