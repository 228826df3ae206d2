// SPDX-License-Identifier: GPL-2.0

import type { SctpChunk } from "../../../dsl/ast.js";
import type { SctpHeader } from "../../wire/sctp/header.js";
import { readChunk } from "../../wire/sctp/read.js";
import { writeChunk } from "../../wire/sctp/write.js";
import type { SctpAssociation } from "./association.js";
import { withTsns } from "./numbers.js";

/** The packet with the verification tag, tags and TSNs that the script uses for it. */
export function sctpToScript(
  header: SctpHeader,
  association: SctpAssociation,
  direction: "inbound" | "outbound",
): SctpHeader {
  const views = header.chunks.map((raw) => ({ raw, ...readChunk(raw) }));
  const nodes = views.map(({ node }) => node);
  return {
    ...header,
    verificationTag: association.scriptTag(header.verificationTag, direction, nodes),
    chunks: views.map(({ raw, node, data }) => {
      const translated = chunkToScript(node, association, direction);
      return translated === node ? raw : writeChunk(translated, data);
    }),
  };
}

function chunkToScript(
  chunk: SctpChunk,
  association: SctpAssociation,
  direction: "inbound" | "outbound",
): SctpChunk {
  const { type } = chunk;
  if (type !== "INIT" && type !== "INIT_ACK") {
    // the kernel's TSNs: those of what it sends, and those that it hears about
    const side = direction === "outbound" ? "sender" : "receiver";
    return withTsns(chunk, side, (tsn) => association.scriptTsn(tsn));
  }
  if (direction === "inbound" || chunk.tag === "any" || chunk.tsn === "any") return chunk;
  return { ...chunk, ...association.scriptInitiation({ tag: chunk.tag, tsn: chunk.tsn }) };
}
