// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic, DiagnosticNote } from "./diagnostic.js";
import type { Expectation, SyntaxError as GrammarError } from "./parser.js";
import type { Source } from "./source.js";
import type { Stripped } from "./strip.js";

/** Choices that are long and have a name: it stands for them where most are possible. */
const GROUPS: readonly { readonly name: string; readonly members: readonly string[] }[] = [
  {
    name: "a TCP option (mss, sackOK, sack, TS, wscale, nop, eol, md5, ao, FO, FOEXP, ECN, AccECN, exp-…, gen-…, kind, raw)",
    members: quote(
      "nop",
      "TS",
      "mss",
      "sackOK",
      "sack",
      "wscale",
      "eol",
      "FO",
      "md5",
      "ao",
      "ECN",
      "AccECN",
      "EXP-FO",
      "exp-",
      "gen-",
      "kind",
      "raw",
    ),
  },
  {
    name: "an MPTCP option (mpcapable, mp_join_syn, mp_join_syn_ack, mp_join_ack, dss, add_address, remove_address, mp_prio, mp_fail, mp_fastclose, mp_reset)",
    members: quote(
      "mpcapable",
      "mp_capable",
      "mp_join_syn",
      "mp_join_syn_ack",
      "mp_join_ack",
      "dss",
      "add_address",
      "remove_address",
      "mp_prio",
      "mp_fail",
      "mp_fastclose",
      "mp_reset",
    ),
  },
  {
    name: "a DCCP option (padding, mandatory, change_l, confirm_l, change_r, confirm_r, ack_vector0, ack_vector1, elapsed_time, timestamp, timestamp_echo, ndp_count, slow_receiver, init_cookie, data_checksum, data_dropped, loss_event_rate, loss_intervals, receive_rate, kind, raw)",
    members: quote(
      "padding",
      "mandatory",
      "slow_receiver",
      "change_l",
      "change_r",
      "confirm_l",
      "confirm_r",
      "init_cookie",
      "ndp_count",
      "ack_vector",
      "data_dropped",
      "timestamp_echo",
      "timestamp",
      "elapsed_time",
      "data_checksum",
      "loss_event_rate",
      "receive_rate",
      "loss_intervals",
      "kind",
      "raw",
    ),
  },
  {
    name: "a field of the IP header (noecn, ect0, ect1, ce, ect01, ecn, tos, class, dscp, flowlabel, ttl, hlim, id, df, nodf, mf, nomf, frag)",
    members: quote(
      "noecn",
      "ect01",
      "ect0",
      "ect1",
      "ce",
      "ecn",
      "tos",
      "class",
      "dscp",
      "flowlabel",
      "ttl",
      "hlim",
      "src",
      "dst",
      "id",
      "no",
      "df",
      "mf",
      "frag",
    ),
  },
  {
    name: "a header before these (ipv4, ipv6, gre, mpls, encap psp, or fields of the IP header in brackets)",
    members: quote(
      "ipv4",
      "ipv6",
      "gre",
      "GREv0",
      "mpls",
      "hopopts",
      "destopts",
      "routing",
      "encap",
      "(",
      "[",
      "proto",
    ),
  },
  {
    name: 'a packet after "<" or ">"',
    members: ['"<" or ">"', '"..."'],
  },
  { name: "an option --name=value", members: ['"--"'] },
];

function quote(...words: readonly string[]): readonly string[] {
  return words.map((word) => `"${word}"`);
}

const END = "the end of the event";

/** What starts the next part of a script: not worth a word where the present one may end. */
const NEXT_PART = ["a time", "a time in seconds", "a command in back quotes", '"--"', '"*"', '"+"'];

/** A diagnostic for what the grammar could not understand in a part of the file. */
export function syntaxProblem(source: Source, error: GrammarError, stripped: Stripped): Diagnostic {
  const { text, locate } = stripped;
  const { start, end } = error.location;
  const problem = { severity: "error", code: "parse/syntax", file: source.file } as const;
  // an action's own message
  if (error.expected === null) {
    return { ...problem, span: locate(start.offset, end.offset), message: error.message, notes: [] };
  }
  // what is missing at the end is missing behind the last word, not in front of the next event
  const offset = Math.min(start.offset, text.trimEnd().length);
  const found = tokenAt(text, offset);
  const span = locate(offset, offset + found.length);
  const atStart = text.slice(0, offset).trim() === "";
  const message = `expected ${list(describe(error.expected, atStart))}, found ${show(found)}`;
  return { ...problem, span, message, notes: similar(found, error.expected) };
}

/** The word, number or character at the offset; empty where only space follows. */
function tokenAt(text: string, offset: number): string {
  if (text.slice(offset).trim() === "") return "";
  const token = /[A-Za-z0-9_]+|.?/suy;
  token.lastIndex = offset;
  return token.exec(text)?.[0] ?? "";
}

function show(token: string): string {
  if (token === "") return "the end of the event";
  if (token === "\n" || token === "\r") return "the end of the line";
  const code = token.codePointAt(0) ?? 0;
  const printable = code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code < 0xa0);
  if (!printable) return `the character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return `"${token.length > 40 ? `${token.slice(0, 40)}…` : token}"`;
}

/** The names of what was expected, each once, as a user calls it. */
function describe(expected: readonly Expectation[], atStart: boolean): string[] {
  const names = new Set(expected.map(nameOf).filter((name) => name !== undefined));
  if (atStart) names.delete(END);
  else if (names.has(END)) for (const name of NEXT_PART) names.delete(name);
  for (const { name, members } of GROUPS) {
    const possible = members.filter((member) => names.has(member));
    if (possible.length < 0.7 * members.length) continue;
    for (const member of possible) names.delete(member);
    names.add(name);
  }
  return [...names].sort((a, b) => Number(a === END) - Number(b === END) || (a < b ? -1 : 1));
}

/** Single characters come as classes only inside of longer things, which have names. */
function nameOf(expectation: Expectation): string | undefined {
  if (expectation.type === "literal") return `"${expectation.text}"`;
  return expectation.type === "other" && expectation.description !== "space"
    ? expectation.description
    : undefined;
}

function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "nothing";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${last}` : last;
}

/** A note if the word is nearly one of the expected words. */
function similar(found: string, expected: readonly Expectation[]): DiagnosticNote[] {
  if (found.length < 2 || found.length > 20) return [];
  const allowed = found.length < 5 ? 1 : 2;
  const near = expected.find(
    (e) => e.type === "literal" && e.text.length > 1 && distance(e.text, found) <= allowed,
  );
  return near?.type === "literal" ? [{ message: `did you mean "${near.text}"?` }] : [];
}

/** Levenshtein distance, ignoring case. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1]?.toLowerCase() === b[j - 1]?.toLowerCase();
      const replace = (row[j - 1] ?? 0) + (same ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
