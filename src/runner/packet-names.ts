// SPDX-License-Identifier: GPL-2.0
import type { Script } from "../dsl/ast.js";
import { icmpNumbers } from "../inject/from-ast/icmp.js";
import { PacketError } from "../inject/packet-error.js";
import type { Variant } from "./config/variant.js";
import { problemOf, type RunProblem } from "./run/outcome.js";

/**
 * Names in packets that the variant's IP version does not know: types and codes of ICMP. Scripts
 * with such are refused before anything runs, as packetdrill's parser does.
 */
export function unknownNames({ file, events }: Script, { wire }: Variant): readonly RunProblem[] {
  return events.flatMap(({ action }) => {
    const headers = action.type === "packet" ? action.headers : [];
    return headers.flatMap((header) => {
      if (header.type !== "icmp") return [];
      try {
        icmpNumbers(header, wire);
        return [];
      } catch (error) {
        const problem = error instanceof PacketError ? problemOf(error, file) : undefined;
        if (problem === undefined) throw error;
        return [problem];
      }
    });
  });
}
