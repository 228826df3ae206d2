// SPDX-License-Identifier: GPL-2.0

import type { GreHeader } from "../../dsl/ast.js";
import { GRE_FLAG, type GreHeader as WireGre } from "../wire/gre.js";
import { etherTypeOf } from "../wire/protocols.js";
import { fits } from "./range.js";

/**
 * A GRE header in front of one of type `inside`. Fields that no flags of the script announce are
 * announced.
 */
export function greFromAst({ fields, span }: GreHeader, inside: string | undefined): WireGre {
  const { checksum, offset, key, sequence } = fields;
  const implied =
    (checksum !== undefined || offset !== undefined ? GRE_FLAG.CHECKSUM : 0) |
    (key !== undefined ? GRE_FLAG.KEY : 0) |
    (sequence !== undefined ? GRE_FLAG.SEQUENCE : 0);
  const flags = fits(fields.flags ?? implied, 16, "flags", span);
  return {
    type: "gre",
    flags,
    protocol: fits(fields.protocol ?? etherTypeOf(inside), 16, "proto", span),
    ...(flags & GRE_FLAG.CHECKSUM && {
      ...(checksum !== undefined && { checksum: fits(checksum, 16, "sum", span) }),
      offset: fits(offset ?? 0, 16, "off", span),
    }),
    ...(flags & GRE_FLAG.KEY && { key: fits(key ?? 0, 32, "key", span) }),
    ...(flags & GRE_FLAG.SEQUENCE && { sequence: fits(sequence ?? 0, 32, "seq", span) }),
  };
}
