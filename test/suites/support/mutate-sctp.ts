// SPDX-License-Identifier: GPL-2.0
import {
  NO_SPAN,
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpCause,
  type SctpChunk,
  type SctpEntry,
  type SctpFieldValue,
  type SctpHeader,
  type SctpNode,
  type SctpParameter,
  sctpFieldValues,
} from "../../../src/dsl/index.js";

interface SctpChange {
  /** Such as `sctp[1].DATA.tsn`. */
  readonly field: string;
  readonly header: SctpHeader;
}

/** A node with one field changed; `field` is behind the path of the node itself. */
interface NodeChange<T> {
  readonly field: string;
  readonly node: T;
}

/** A bit of the flags that no chunk has a letter for. */
const UNUSED_FLAG = 0x80;
const WRONG_TAG = 0x7abcdef0;

/**
 * All the changes of one field of an expected SCTP packet. Left out is what stands for a number that
 * the kernel has picked: tag and initial TSN of its INIT or INIT ACK; and chunks written as bytes.
 */
export function sctpChanges(header: SctpHeader): readonly SctpChange[] {
  const { chunks, tag, checksum, ...rest } = header;
  const hasInit = chunks.some(({ type }) => type === "INIT");
  return [
    ...(hasInit
      ? []
      : [{ field: "sctp.tag", header: { ...header, tag: tag === undefined ? WRONG_TAG : tag ^ 1 } }]),
    checksum === "zero"
      ? { field: "sctp.checksum", header: { ...rest, chunks, ...(tag !== undefined && { tag }) } }
      : { field: "sctp.checksum", header: { ...header, checksum: "zero" as const } },
    ...chunks.flatMap((chunk, i) => {
      if (chunk.type === "bytes") return [];
      const path = chunks.length === 1 ? "sctp" : `sctp[${i}]`;
      return chunkChanges(chunk).map(({ field, node }) => ({
        field: `${path}${field}`,
        header: { ...header, chunks: chunks.with(i, node) },
      }));
    }),
  ];
}

function chunkChanges(chunk: SctpChunk): readonly NodeChange<SctpChunk>[] {
  return [...otherType(chunk), ...nodeChanges(chunk, SCTP_CHUNKS[chunk.type])];
}

/** Types that have flags and nothing else have the same fields. */
function otherType(chunk: SctpChunk): readonly NodeChange<SctpChunk>[] {
  if (chunk.type === "SHUTDOWN_ACK") return [{ field: "", node: { ...chunk, type: "COOKIE_ACK" } }];
  if (chunk.type === "COOKIE_ACK") return [{ field: "", node: { ...chunk, type: "SHUTDOWN_ACK" } }];
  return [];
}

function nodeChanges<T extends SctpNode>(node: T, entry: SctpEntry): readonly NodeChange<T>[] {
  const isInitiation = node.type === "INIT" || node.type === "INIT_ACK";
  return sctpFieldValues(node, entry).flatMap((part) => {
    if (isInitiation && (part.property === "tag" || part.property === "tsn")) return [];
    if (part.property === "length" && hasBytes(node, entry)) return [];
    return valueChanges(part).map(({ field, value }) => ({
      field: `.${node.type}${part.field.name && `.${part.field.name}`}${field}`,
      node: { ...node, [part.property]: value },
    }));
  });
}

/** A length is checked against the bytes behind it before anything runs. */
function hasBytes(node: SctpNode, entry: SctpEntry): boolean {
  return sctpFieldValues(node, entry).some(({ kind, value }) => kind === "numbers" && value !== "any");
}

interface ValueChange {
  readonly field: string;
  readonly value: unknown;
}

/** Other values of a field that its script says something about. */
function valueChanges(part: SctpFieldValue): readonly ValueChange[] {
  const { kind, value } = part;
  if (value === "any") return [];
  const whole = (other: unknown): readonly ValueChange[] => [{ field: "", value: other }];
  switch (kind) {
    case "flags":
      return whole(value ^ UNUSED_FLAG);
    case "number":
      return whole(value === 0 ? 1 : value - 1);
    case "numbers":
      return whole([...value.slice(0, -1), (value.at(-1) ?? 0) ^ 1]);
    case "gaps":
      return whole([...value.slice(0, -1), { type: "gap", span: NO_SPAN, start: 9, end: 9 }]);
    case "streams":
      return whole([...value.slice(0, -1), { type: "stream", span: NO_SPAN, sid: 9, ssn: 9 }]);
    case "messages":
      return whole([...value.slice(0, -1), { type: "message", span: NO_SPAN, sid: 9, flags: 0, mid: 9 }]);
    case "address":
      return whole({ ...value, text: value.text.includes(":") ? "2001:db8::bad" : "203.0.113.99" });
    case "text":
      return whole({ ...value, raw: `${value.raw}.` });
    case "contents":
      return whole({ type: "pattern", span: NO_SPAN, start: value.type === "pattern" ? value.start + 1 : 0 });
    case "chunk":
      return chunkChanges(value).map(({ field, node }) => ({ field, value: node }));
    case "parameter":
      return parameterChanges(value).map(({ field, node }) => ({ field, value: node }));
    case "parameters":
      return listChanges(value, parameterChanges);
    case "causes":
      return listChanges(value, causeChanges);
  }
}

function parameterChanges(parameter: SctpParameter): readonly NodeChange<SctpParameter>[] {
  return nodeChanges(parameter, SCTP_PARAMETERS[parameter.type]);
}

function causeChanges(cause: SctpCause): readonly NodeChange<SctpCause>[] {
  return nodeChanges(cause, SCTP_CAUSES[cause.type]);
}

/** One member changed, or one less. */
function listChanges<T>(
  list: readonly T[],
  changesOf: (member: T) => readonly NodeChange<T>[],
): readonly ValueChange[] {
  return [
    ...list.flatMap((member, i) =>
      changesOf(member).map(({ field, node }) => ({ field, value: list.with(i, node) })),
    ),
    ...(list.length === 0 ? [] : [{ field: "", value: list.slice(0, -1) }]),
  ];
}
