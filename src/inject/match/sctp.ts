// SPDX-License-Identifier: GPL-2.0

import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpHeader as ScriptHeader,
  type SctpCause,
  type SctpChunk,
  type SctpEntry,
  type SctpFieldValue,
  type SctpNode,
  type SctpParameter,
  sctpFieldValues,
} from "../../dsl/ast.js";
import { printSctpValue } from "../../dsl/print.js";
import type { SctpAssociation } from "../mapping/sctp/association.js";
import { pathOf } from "../mapping/sctp/path.js";
import { formatAddress, type IpAddress } from "../wire/address.js";
import { NO_BYTES } from "../wire/bytes.js";
import type { IpHeader } from "../wire/packet.js";
import type { SctpHeader } from "../wire/sctp/header.js";
import type { RawChunk } from "../wire/sctp/items.js";
import { genericCause, genericChunk, genericParameter, readChunk } from "../wire/sctp/read.js";
import { writeCause, writeChunk, writeParameter } from "../wire/sctp/write.js";
import { compare, type FieldDifference, hex } from "./difference.js";
import { badChecksum } from "./ip.js";
import { matchContents } from "./payload.js";

/**
 * Compares an SCTP packet that has the script's numbers already.
 * @param rest what follows the last whole chunk
 */
export function matchSctp(
  expected: ScriptHeader,
  actual: SctpHeader,
  rest: Uint8Array,
  ip: IpHeader,
  association: SctpAssociation,
): readonly FieldDifference[] {
  const { chunks } = actual;
  const { source, destination } = pathOf(expected);
  return [
    ...matchAddress("ip.source", source, ip.source),
    ...matchAddress("ip.destination", destination, ip.destination),
    ...matchTag(expected, actual, association),
    ...matchChecksum(expected, actual.checksum),
    ...compare("sctp.chunks", expected.chunks.length, chunks.length),
    ...compare("bytes behind the last chunk", 0, rest.length),
    ...expected.chunks.flatMap((chunk, i) => {
      const raw = chunks[i];
      if (!raw || chunk.type === "bytes") return [];
      return matchChunk(chunkPath(expected, i), chunk, raw);
    }),
  ];
}

/** What a chunk is called in differences. */
export function chunkPath({ chunks }: ScriptHeader, index: number): string {
  return chunks.length === 1 ? "sctp" : `sctp[${index}]`;
}

function matchAddress(
  field: string,
  expected: IpAddress | undefined,
  actual: IpAddress,
): readonly FieldDifference[] {
  return expected ? compare(field, formatAddress(expected), formatAddress(actual)) : [];
}

/** A tag that is not written is one of those that the association has. */
function matchTag(
  { tag }: ScriptHeader,
  { verificationTag, chunks }: SctpHeader,
  association: SctpAssociation,
): readonly FieldDifference[] {
  if (tag !== undefined) return compare("sctp.tag", tag, verificationTag);
  const usual = association.usualTags(
    "outbound",
    chunks.map((raw) => readChunk(raw).node),
  );
  if (usual.includes(verificationTag)) return [];
  return [{ field: "sctp.tag", expected: usual.join(" or "), actual: String(verificationTag) }];
}

function matchChecksum({ checksum }: ScriptHeader, actual: number | undefined): readonly FieldDifference[] {
  if (checksum !== "zero") return actual === undefined ? [] : [badChecksum("sctp", actual)];
  return actual === 0
    ? []
    : [
        {
          field: "sctp.checksum",
          expected: "0x0",
          actual: actual === undefined ? "the right one" : hex(actual),
        },
      ];
}

function matchChunk(path: string, expected: SctpChunk, raw: RawChunk): readonly FieldDifference[] {
  const { node, data } =
    expected.type === "CHUNK" ? { node: genericChunk(raw), data: NO_BYTES } : readChunk(raw);
  const at = `${path}.${expected.type}`;
  const carried = "contents" in expected ? expected.contents : undefined;
  return [
    ...matchNode(path, expected, node, SCTP_CHUNKS[expected.type]),
    ...matchContents(`${at} payload`, carried === "any" ? undefined : carried, data),
  ];
}

/** A length that is not written follows from what is. */
function matchNode(
  path: string,
  expected: SctpNode,
  actual: SctpNode,
  entry: SctpEntry,
): readonly FieldDifference[] {
  if (expected.type !== actual.type) {
    return [{ field: path, expected: expected.type, actual: actual.type }];
  }
  const at = `${path}.${expected.type}`;
  // Contents are compared as bytes.
  const wanted = sctpFieldValues(expected, entry).filter(({ kind }) => kind !== "contents");
  const present = sctpFieldValues(actual, entry);
  const unwanted = present.filter(({ property }) => !(property in expected) && !isNoFlag(property, actual));
  return [
    ...wanted.flatMap((part) => {
      const other = present.find(({ property }) => property === part.property);
      return matchValue(`${at}${part.field.name && `.${part.field.name}`}`, part, other);
    }),
    ...unwanted.map((part) => ({
      field: `${at}.${part.field.name}`,
      expected: "none",
      actual: printSctpValue(part),
    })),
  ];
}

/** Flags that may be left out are 0, and there are none if they are. */
function isNoFlag(property: string, node: SctpNode): boolean {
  return property === "flags" && "flags" in node && node.flags === 0;
}

function matchValue(
  path: string,
  expected: SctpFieldValue,
  actual: SctpFieldValue | undefined,
): readonly FieldDifference[] {
  if (expected.value === "any") return [];
  if (!actual) {
    // flags may be left out, and are 0 then
    if (expected.kind === "flags" && expected.value === 0) return [];
    return [{ field: path, expected: printSctpValue(expected), actual: "none" }];
  }
  if (actual.value !== "any") {
    if (expected.kind === "chunk" && actual.kind === "chunk")
      return matchInner(path, expected.value, actual.value);
    if (expected.kind === "parameter" && actual.kind === "parameter")
      return matchInner(path, expected.value, actual.value);
    if (expected.kind === "parameters" && actual.kind === "parameters")
      return matchList(path, expected.value, actual.value);
    if (expected.kind === "causes" && actual.kind === "causes")
      return matchList(path, expected.value, actual.value);
  }
  return compare(path, printSctpValue(expected), printSctpValue(actual));
}

function matchList(
  path: string,
  expected: readonly SctpNode[],
  actual: readonly SctpNode[],
): readonly FieldDifference[] {
  const names = (nodes: readonly SctpNode[]): string =>
    nodes.length === 0 ? "none" : nodes.map(({ type }) => type).join(", ");
  if (expected.length !== actual.length)
    return [{ field: path, expected: names(expected), actual: names(actual) }];
  return expected.flatMap((node, i) => {
    const other = actual[i];
    return other ? matchInner(path, node, other) : [];
  });
}

/** What is expected as bytes is compared as bytes. */
function matchInner(path: string, expected: SctpNode, actual: SctpNode): readonly FieldDifference[] {
  return matchNode(path, expected, inWordsOf(expected, actual), entryOf(expected));
}

function inWordsOf(expected: SctpNode, actual: SctpNode): SctpNode {
  if (expected.type === "CHUNK" && isChunk(actual)) return genericChunk(writeChunk(actual));
  if (expected.type === "PARAMETER" && isParameter(actual)) return genericParameter(writeParameter(actual));
  if (expected.type === "CAUSE" && isCause(actual)) return genericCause(writeCause(actual));
  return actual;
}

/** PAD is a chunk, which has flags, and a parameter. */
function entryOf(node: SctpNode): SctpEntry {
  if (isChunk(node)) return SCTP_CHUNKS[node.type];
  return isCause(node) ? SCTP_CAUSES[node.type] : SCTP_PARAMETERS[node.type];
}

function isChunk(node: SctpNode): node is SctpChunk {
  return Object.hasOwn(SCTP_CHUNKS, node.type) && (node.type !== "PAD" || "flags" in node);
}

function isParameter(node: SctpNode): node is SctpParameter {
  return !isChunk(node) && !isCause(node);
}

function isCause(node: SctpNode): node is SctpCause {
  return Object.hasOwn(SCTP_CAUSES, node.type);
}
