// SPDX-License-Identifier: GPL-2.0
import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpCause,
  type SctpChunk,
  type SctpEntry,
  type SctpField,
  type SctpFieldValue,
  type SctpHeader,
  type SctpNames,
  type SctpNode,
  type SctpParameter,
  type SymbolRef,
  sctpFieldValues,
  type UdpEncapsulationHeader,
} from "../ast.js";
import { printContents } from "./contents.js";
import { printEndpoints, printPorts } from "./endpoint.js";
import { num } from "./values.js";

type S = SymbolRef;

/** `sctp(tag=1): DATA[flgs=BE, len=17, tsn=1, sid=0, ssn=0, ppid=0]; SACK[…]` */
export function printSctp(header: SctpHeader<S>, udp: UdpEncapsulationHeader<S> | undefined): string {
  const { ports, endpoints, checksum, tag, chunks } = header;
  const options: string[] = [];
  if (checksum !== undefined) options.push(checksum === "bad" ? "bad_crc32c" : "zero_checksum");
  if (tag !== undefined) options.push(`tag=${num(tag)}`);
  const start = `${printPorts(ports)}${printEndpoints(endpoints)}sctp${options.length > 0 ? `(${options.join(", ")})` : ""}`;
  return `${start}${printUdpEncapsulation(udp)}:${chunks.length > 0 ? " " : ""}${chunks.map(printChunk).join("; ")}`;
}

/** `/udp(9899 > 9899)`, `/udp(9899 > 9899 bad_checksum)`; nothing if there is none. */
export function printUdpEncapsulation(
  udp: Pick<UdpEncapsulationHeader<S>, "ports" | "checksum"> | undefined,
): string {
  if (udp === undefined) return "";
  const { ports, checksum } = udp;
  const odd = checksum === undefined ? "" : ` ${checksum}_checksum`;
  return `/udp(${num(ports.source)} > ${num(ports.destination)}${odd})`;
}

function printChunk(chunk: SctpHeader<S>["chunks"][number]): string {
  if (chunk.type !== "bytes") return printSctpChunk(chunk);
  return `[${chunk.bytes.map((byte) => printNumber(byte, 8, 16)).join(", ")}]`;
}

export function printSctpChunk(chunk: SctpChunk<S>): string {
  return printNode(chunk, SCTP_CHUNKS[chunk.type]);
}

export function printSctpParameter(parameter: SctpParameter<S>): string {
  return printNode(parameter, SCTP_PARAMETERS[parameter.type]);
}

export function printSctpCause(cause: SctpCause<S>): string {
  return printNode(cause, SCTP_CAUSES[cause.type]);
}

function printNode(node: SctpNode<S>, entry: SctpEntry): string {
  const fields = sctpFieldValues(node, entry);
  const members = isOpen(fields) ? ["..."] : fields.flatMap(printField);
  return `${node.type}[${members.join(", ")}]`;
}

/** What is only a length and a value may leave both open with one `...`. */
function isOpen(fields: readonly SctpFieldValue<S>[]): boolean {
  return (
    fields.map(({ property }) => property).join() === "length,value" &&
    fields.every(({ value }) => value === "any")
  );
}

function printField(part: SctpFieldValue<S>): readonly string[] {
  const { name } = part.field;
  if (part.value === "any") return [name === "" ? "..." : `${name}=...`];
  if (name === "" && part.kind === "parameters") return part.value.map(printSctpParameter);
  if (name === "" && part.kind === "causes") return part.value.map(printSctpCause);
  return [`${name}=${printSctpValue(part)}`];
}

/** What stands behind the equals sign of a field. */
export function printSctpValue(part: SctpFieldValue<S>): string {
  const { field } = part;
  if (part.value === "any") return "...";
  switch (part.kind) {
    case "number":
      return printNamed(part.value, field);
    case "flags":
      return printFlags(part.value, field.names);
    case "numbers":
      return list(part.value.map((value) => printNamed(value, field)));
    case "gaps":
      return list(part.value.map(({ start, end }) => `${num(start)}:${num(end)}`));
    case "streams":
      return list(part.value.map(({ sid, ssn }) => `{${num(sid)},${num(ssn)}}`));
    case "messages":
      return list(part.value.map(({ sid, flags, mid }) => `{${num(sid)},${num(flags)},${num(mid)}}`));
    case "address":
      return part.value.text;
    case "text":
      return `"${part.value.raw}"`;
    case "contents":
      return printContents(part.value);
    case "chunk":
      return printSctpChunk(part.value);
    case "parameter":
      return printSctpParameter(part.value);
    case "parameters":
      return list(part.value.map(printSctpParameter));
    case "causes":
      return list(part.value.map(printSctpCause));
  }
}

function list(elements: readonly string[]): string {
  return `[${elements.join(", ")}]`;
}

function printNamed(value: number | S, { names, bits, radix }: SctpField): string {
  const name = Object.keys(names).find((candidate) => names[candidate] === value);
  return name ?? printNumber(value, bits, radix);
}

/** Hexadecimal numbers have all the digits that their field has. */
function printNumber(value: number | S, bits: number, radix: 10 | 16): string {
  if (typeof value !== "number" || radix === 10) return num(value);
  return `0x${value.toString(16).padStart(bits / 4, "0")}`;
}

/** As letters if there is one for each bit that is set. */
function printFlags(value: number | S, letters: SctpNames): string {
  if (typeof value !== "number" || value === 0) return num(value);
  let text = "";
  let rest = value;
  for (const [letter, bit] of Object.entries(letters)) {
    if ((rest & bit) === 0) continue;
    text += letter;
    rest -= bit;
  }
  return rest === 0 ? text : printNumber(value, 8, 16);
}
