// SPDX-License-Identifier: GPL-2.0

import type { Header, Packet } from "../../inject/wire/packet.js";
import { decodeQuote } from "../../inject/wire/quote.js";
import type { RawChunk } from "../../inject/wire/sctp/items.js";
import type { TcpOption } from "../../inject/wire/tcp-options.js";

/**
 * What counts of a packet that a script injects. Not what the script leaves to the runner: identification,
 * TTL and DF; which wrong checksum it is; more than the numbers of a packet that ICMP quotes.
 * @param hasContents  whether it counts what the packet carries
 */
export function fingerprint({ headers, payload }: Packet, hasContents: boolean): string {
  const last = headers.at(-1);
  const isIcmp = last?.type === "icmpv4" || last?.type === "icmpv6";
  const carried = isIcmp
    ? quoteOf(payload)
    : hasContents
      ? Buffer.from(payload).toString("hex")
      : payload.length;
  return JSON.stringify(plain([headers.map((header) => headerOf(header, hasContents)), carried]));
}

/** Of data alone: bytes as hex digits, members in the order of their names. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)] as const).sort());
}

function headerOf(header: Header, hasContents: boolean): unknown {
  switch (header.type) {
    case "ipv4": {
      const { id, ttl: _, flags, ...rest } = header;
      const isPart = rest.fragmentOffset > 0 || (flags & 1) !== 0;
      return { ...rest, flags: flags & 1, ...(isPart && { id }) };
    }
    case "ipv6": {
      const { hopLimit: _, flowLabel: __, ...rest } = header;
      return rest;
    }
    case "sctp":
      return {
        ...header,
        checksum: checksumOf(header),
        chunks: header.chunks.map((chunk) => (hasContents ? chunk : withoutData(chunk))),
      };
    case "tcp":
      return {
        ...header,
        checksum: checksumOf(header),
        options: header.options.map((option) => (hasContents ? option : withoutSum(option))),
      };
    default:
      return "checksum" in header ? { ...header, checksum: checksumOf(header) } : header;
  }
}

function checksumOf({ checksum }: { readonly checksum?: number }): string {
  if (checksum === undefined) return "right";
  return checksum === 0 ? "none" : "wrong";
}

/** Bytes of DATA and I_DATA in front of what they carry. */
const DATA_FIELDS: Readonly<Record<number, number>> = { 0: 12, 64: 16 };

function withoutData(chunk: RawChunk): unknown {
  const fields = DATA_FIELDS[chunk.chunkType];
  if (fields === undefined) return chunk;
  return { ...chunk, value: chunk.value.subarray(0, fields), bytes: chunk.value.length };
}

/** The checksum of a mapping of MPTCP is one of the data. */
function withoutSum(option: TcpOption): unknown {
  if (option.type !== "mptcp" || option.option.type !== "dss" || !option.option.mapping) return option;
  const { mapping, ...rest } = option.option;
  return { ...rest, mapping: { ...mapping, checksum: mapping.checksum !== undefined } };
}

function quoteOf(payload: Uint8Array): unknown {
  const { payloadLength: _, ...quote } = decodeQuote(payload) ?? { payloadLength: 0 };
  return "sourcePort" in quote ? quote : payload.length;
}
