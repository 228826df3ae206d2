// SPDX-License-Identifier: GPL-2.0
import type { MptcpHash, MptcpHashFunction, MptcpHmac, MptcpOption, TcpOption } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** What can stand in a field: hash functions, and how many bytes there are. */
interface HashField {
  readonly name: string;
  readonly functions: readonly MptcpHashFunction[];
  readonly bytes?: number;
}

const TOKEN: HashField = { name: "a token", functions: ["sha1_32", "sha256_32"] };
const DATA_SEQUENCE: HashField = {
  name: "a data sequence number",
  functions: ["trunc_r64_hmac", "trunc_r64_hmac_sha1", "trunc_r64_hmac_sha256"],
};
const SYN_ACK_HMAC: HashField = { name: "the HMAC of a SYN/ACK", functions: ["trunc_l64_hmac"], bytes: 8 };
const ACK_HMAC: HashField = { name: "the HMAC of an ACK", functions: ["full_160_hmac"], bytes: 20 };

/** Hashes in MPTCP options are those of their fields, and have as many keys as they need. */
export const mptcpHash: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "tcp") continue;
    for (const option of header.options ?? []) {
      for (const { field, value } of hashes(option)) {
        const wrong = fault(field, value);
        if (wrong !== undefined) problems.push(problem(script, value.span, "check/mptcp-hash", wrong));
      }
    }
  }
  return problems;
};

interface Found {
  readonly field: HashField;
  readonly value: Exclude<MptcpHmac, "auto">;
}

const NONE: readonly Found[] = [];

/** The hashes of an option, with the fields in which they stand. */
export function hashes(option: TcpOption | MptcpOption): readonly Found[] {
  switch (option.type) {
    case "mp_join_syn":
      return found(TOKEN, option.token);
    case "mp_join_syn_ack":
      return found(SYN_ACK_HMAC, option.hmac);
    case "mp_join_ack":
      return found(ACK_HMAC, option.hmac);
    case "dss":
      return [...found(DATA_SEQUENCE, option.dack?.value), ...found(DATA_SEQUENCE, option.dsn?.value)];
    case "mp_fail":
      return found(DATA_SEQUENCE, option.dsn);
    default:
      return NONE;
  }
}

function found(field: HashField, value: MptcpHmac | number | bigint | undefined): readonly Found[] {
  return typeof value === "object" ? [{ field, value }] : [];
}

function fault({ name, functions, bytes }: HashField, value: Found["value"]): string | undefined {
  if (value.type === "hex") {
    const { length } = value.bytes;
    return length === bytes ? undefined : `${name} has ${bytes} bytes, and these are ${length}`;
  }
  if (!functions.includes(value.function))
    return `${name} is ${functions.join(" or ")}, not ${value.function}`;
  return keysFault(value);
}

function keysFault({ function: name, args }: MptcpHash): string | undefined {
  const isValue = name === "trunc_l64_hmac" && args.length === 1 && typeof args[0] !== "string";
  const wanted = name === "trunc_l64_hmac" || name === "full_160_hmac" ? 2 : 1;
  if (isValue || args.length === wanted) return undefined;
  return `${name} takes ${wanted === 1 ? "one key" : "two keys"}, and has ${args.length}`;
}
