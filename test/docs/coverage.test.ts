// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import {
  DCCP_DROP_CODES,
  DCCP_FEATURES,
  DCCP_RESET_CODES,
  DCCP_TYPES,
  DSCP,
  MPTCP_HASH_FUNCTIONS,
  parse,
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpTable,
} from "../../src/dsl/index.js";
import { icmpCodeName, icmpTypeName } from "../../src/inject/icmp-names.js";
import { OWN_OPTIONS } from "../../src/runner/config/own-options.js";
import { PACKETDRILL_OPTIONS } from "../../src/runner/config/packetdrill-options.js";
import { VARIANTS } from "../../src/runner/config/variant.js";
import { SYSTEM_CALLS } from "../../src/runner/syscalls/index.js";
import { STRUCTURES } from "../../src/runner/syscalls/structures/index.js";
import { allExamples } from "./support/examples.js";
import { grammarWords } from "./support/grammar-words.js";
import { declaredTypes, usedTypes } from "./support/node-types.js";
import { blocksOf, FENCED, languagePages } from "./support/pages.js";

const PAGES = languagePages();
const EXAMPLES = allExamples();

/** What the pages say in examples and between back quotes, as words. */
const DOCUMENTED = new Set(
  PAGES.flatMap((page) => {
    const prose = page.text.replace(FENCED, "");
    const quoted = [...prose.matchAll(/``\s?(.+?)\s?``|`([^`]+)`/g)].map(([, a, b]) => a ?? b ?? "");
    return [...quoted, ...blocksOf(page).map(({ text }) => text)];
  }).flatMap(words),
);

/** The whole words, also those of which a hyphen makes more. */
function words(text: string): readonly string[] {
  return [...(text.match(/[A-Za-z_][\w#]*/g) ?? []), ...(text.match(/[A-Za-z_][\w#]*-[\w-]*/g) ?? [])];
}

function missing(names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => !DOCUMENTED.has(name));
}

/** Words of which the grammar has the beginning only. */
const BEGINNINGS: readonly string[] = ["AccECN", "exp-", "gen-", "flag_", "ack_vector", "drop", "sequence#"];

describe("the reference has", () => {
  test("every node of the AST in an example", () => {
    const used = usedTypes(EXAMPLES);
    // what is not parsed from a text is no construct, and what is no node stands in a table
    const made = new Set(["blank", "comment", "item", "any", "word", "field"]);
    const declared = [...declaredTypes()];
    expect(declared).toContain("timestamps");
    expect(declared.filter((type) => !used.has(type) && !made.has(type))).toEqual([]);
  });

  test.each([...grammarWords()])("every word of grammar/%s", (_, list) => {
    const whole = list.filter((word) => !BEGINNINGS.includes(word));
    expect(missing(whole)).toEqual([]);
  });

  test.each([...grammarWords()].flatMap(([, list]) => list.filter((word) => BEGINNINGS.includes(word))))(
    "a word that begins with %s",
    (beginning) => {
      expect([...DOCUMENTED].some((word) => word.startsWith(beginning))).toBe(true);
    },
  );

  test.each([
    ["chunk", SCTP_CHUNKS],
    ["parameter", SCTP_PARAMETERS],
    ["error cause", SCTP_CAUSES],
  ] as readonly (readonly [string, SctpTable])[])(
    "every SCTP %s in an example, with its fields",
    (_, table) => {
      const used = usedTypes(EXAMPLES);
      expect(Object.keys(table).filter((name) => !used.has(name))).toEqual([]);
      const fields = Object.values(table).flatMap((entry) => Object.values(entry.fields));
      expect(missing(fields.map(({ name }) => name).filter((name) => name !== ""))).toEqual([]);
      expect(missing(fields.flatMap(({ names }) => Object.keys(names)))).toEqual([]);
    },
  );

  test("the names of DCCP, MPTCP and DSCP", () => {
    expect(missing(DCCP_TYPES)).toEqual([]);
    expect(missing(DCCP_RESET_CODES)).toEqual([]);
    expect(missing(DCCP_DROP_CODES)).toEqual([]);
    expect(missing(Object.values(DCCP_FEATURES))).toEqual([]);
    expect(missing(MPTCP_HASH_FUNCTIONS)).toEqual([]);
    expect(missing(Object.keys(DSCP))).toEqual([]);
  });

  test.each(["ipv4", "ipv6"] as const)("the names of ICMP over %s", (family) => {
    const bytes = Array.from({ length: 256 }, (_, number) => number);
    const names = bytes.flatMap((type) => [
      icmpTypeName(family, type),
      ...bytes.map((code) => icmpCodeName(family, type, code)),
    ]);
    expect(missing(new Set(names.filter((name) => typeof name === "string")))).toEqual([]);
  });

  test("every system call in an example that runs", () => {
    const called = new Set(
      EXAMPLES.filter(({ mode }) => mode.type === "run").flatMap(({ script, name }) =>
        parse(script, name).script.events.flatMap(({ action }) =>
          action.type === "syscall" ? [action.name] : [],
        ),
      ),
    );
    expect([...SYSTEM_CALLS.keys()].filter((name) => !called.has(name))).toEqual([]);
  });

  test.each(STRUCTURES.map((structure) => [structure.name, structure] as const))(
    "struct %s with its members and its options",
    (name, { members, options }) => {
      expect(missing([name, ...options.map(([, option]) => option)])).toEqual([]);
      // of struct tcp_info a script has all that the headers have
      const own = name === "tcp_info" ? [] : Object.keys(members);
      expect(missing(own)).toEqual([]);
    },
  );

  test("every option line, variant and name that variants define", () => {
    expect(missing(PACKETDRILL_OPTIONS.keys())).toEqual([]);
    expect(missing(OWN_OPTIONS.keys())).toEqual([]);
    const text = PAGES.map((page) => page.text).join("");
    for (const { name, ipVersion, defines } of VARIANTS) {
      expect(missing([name, ipVersion, ...Object.keys(defines)])).toEqual([]);
      expect(Object.values(defines).filter((value) => !text.includes(value))).toEqual([]);
    }
  });
});
