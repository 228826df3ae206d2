// SPDX-License-Identifier: GPL-2.0
import type { StructExpression, SystemCall } from "../../dsl/ast.js";
import { walk } from "../../dsl/passes/walk.js";
import { nearest } from "../suggest.js";
import { STRUCTURE_MEMBERS } from "../syscalls/structures/index.js";
import { type Finding, finding } from "./finding.js";

/** Members of the structures that system calls of scripts can have; of statistics, what they begin with. */
const MEMBERS: readonly string[] = (
  "sa_family sin_family sin_port sin_addr sin6_family sin6_port sin6_addr msg_name msg_iov msg_flags " +
  "msg_control cmsg_level cmsg_type cmsg_data ee_errno ee_origin ee_type ee_code ee_info ee_data scm_sec " +
  "scm_nsec fd events revents ptr u32 u64 iov_base iov_len"
)
  .split(" ")
  .concat(STRUCTURE_MEMBERS);
const STATISTICS = "TCP_NLA_";

/**
 * What a refused argument is when it has a structure that looks like none of those known: one of
 * another version of packetdrill, and no slip of the pen.
 */
export function foreignStructure({ args }: SystemCall, refused: Finding): Finding | undefined {
  const { span } = refused;
  const around = args
    .flatMap((arg) => [...walk(arg)])
    .filter((part): part is StructExpression => part.type === "struct")
    .filter((part) => part.span.start <= span.start && span.end <= part.span.end)
    .findLast(isForeign);
  if (around === undefined) return undefined;
  return finding(
    "warning",
    "check/foreign-structure",
    around.span,
    "no structure known here has these members",
    [{ message: "the call cannot be run with it" }],
  );
}

/** No member is known, and not all of them are nearly right. */
function isForeign({ members }: StructExpression): boolean {
  const names = members.flatMap(({ name }) => name ?? []);
  if (names.length === 0) return members.some(({ value }) => value.type === "struct");
  if (names.some((name) => name.startsWith(STATISTICS) || MEMBERS.includes(name))) return false;
  return names.some((name) => nearest(name, MEMBERS) === undefined);
}
