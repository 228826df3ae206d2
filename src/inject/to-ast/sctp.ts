// SPDX-License-Identifier: GPL-2.0

import {
  type Direction,
  type Endpoints,
  NO_SPAN,
  type SctpHeader as ScriptHeader,
  type SctpChunk,
  type SctpParameter,
} from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import type { Endpoint } from "../mapping/endpoint.js";
import { writtenPorts } from "../mapping/sctp/path.js";
import { formatAddress, type IpAddress } from "../wire/address.js";
import { equalBytes } from "../wire/bytes.js";
import { contentsToAst } from "../wire/contents.js";
import type { IpHeader } from "../wire/packet.js";
import type { SctpHeader } from "../wire/sctp/header.js";
import { type ChunkView, genericChunk, readChunk } from "../wire/sctp/read.js";
import type { ToAstOptions } from "./packet.js";
import { type PortsToShow, portsToAst } from "./transport.js";

/**
 * An SCTP packet as a script would write it: without a verification tag that goes without saying,
 * and without long cookies. What `like` writes out is written out here, too.
 * @param rest what follows the last whole chunk
 */
export function sctpToAst(
  header: SctpHeader,
  rest: Uint8Array,
  direction: Direction,
  ip: IpHeader | undefined,
  show: PortsToShow,
  { connection, like, isExact = false }: ToAstOptions,
): ScriptHeader {
  const last = like?.headers.at(-1);
  const wanted = last?.type === "sctp" ? last : undefined;
  const endpoints = ip && connection && endpointsToAst(header, ip, direction, connection, wanted);
  const { ports } = endpoints ? {} : portsToAst(header, show);
  const chunks = header.chunks.map((raw, i): SctpChunk => {
    return wanted?.chunks[i]?.type === "CHUNK" ? genericChunk(raw) : withContents(readChunk(raw));
  });
  const { checksum, verificationTag: tag } = header;
  const usual = connection?.sctp.usualTags(direction, chunks) ?? [];
  const isSilent = usual.includes(tag) && wanted?.tag === undefined;
  return {
    type: "sctp",
    span: NO_SPAN,
    ...(ports && { ports }),
    ...(endpoints && { endpoints }),
    ...(checksum !== undefined && { checksum: checksum === 0 ? "zero" : "bad" }),
    ...(!isSilent && { tag }),
    chunks: [
      ...(isExact ? chunks : chunks.map(briefChunk)),
      ...(rest.length === 0 ? [] : [{ type: "bytes" as const, span: NO_SPAN, bytes: [...rest] }]),
    ],
  };
}

function withContents({ node, data }: ChunkView): SctpChunk {
  const contents = node.type === "DATA" || node.type === "I_DATA" ? contentsToAst(data) : undefined;
  return contents === undefined ? node : ({ ...node, contents } as SctpChunk);
}

/** Addresses that are not the first ones of the association, or that `wanted` writes. */
function endpointsToAst(
  header: SctpHeader,
  { source, destination }: IpHeader,
  direction: Direction,
  { local, remote }: Connection,
  wanted: ScriptHeader | undefined,
): Endpoints | undefined {
  const [from, to] = direction === "outbound" ? [local, remote] : [remote, local];
  const ports = wanted ? writtenPorts(wanted) : { source: 0, destination: 0 };
  const side = (address: IpAddress, usual: Endpoint | undefined, isWanted: boolean, port: number) =>
    isWanted || (usual && !equalBytes(usual.address, address))
      ? ({ type: "address", span: NO_SPAN, address: formatAddress(address), port } as const)
      : undefined;
  const written = wanted?.endpoints;
  const first = side(source, from, written?.source !== undefined, ports.source && header.sourcePort);
  const second = side(
    destination,
    to,
    written?.destination !== undefined,
    ports.destination && header.destinationPort,
  );
  if (!first && !second) return undefined;
  return { span: NO_SPAN, ...(first && { source: first }), ...(second && { destination: second }) };
}

/** Longer cookies, heartbeats and random numbers are nothing that anybody wants to read. */
const LONG = 16;

export function briefChunk(chunk: SctpChunk): SctpChunk {
  if (chunk.type === "COOKIE_ECHO") return isLong(chunk.value) ? { ...chunk, value: "any" } : chunk;
  if (!("parameters" in chunk) || chunk.parameters === "any") return chunk;
  return { ...chunk, parameters: chunk.parameters.map(briefParameter) };
}

function briefParameter(parameter: SctpParameter): SctpParameter {
  switch (parameter.type) {
    case "STATE_COOKIE":
    case "HEARTBEAT_INFORMATION":
    case "RANDOM":
      return isLong(parameter.value) ? { ...parameter, value: "any" } : parameter;
    default:
      return parameter;
  }
}

function isLong(value: "any" | readonly number[]): boolean {
  return value !== "any" && value.length > LONG;
}
