// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { SAMPLE } from "../dsl/support/samples.js";
import { type Grammar, tokenize } from "./support/textmate.js";

const EXTENSION = fileURLToPath(new URL("../../editors/vscode/", import.meta.url));
const GRAMMAR: Grammar = JSON.parse(
  readFileSync(join(EXTENSION, "syntaxes/packetdrill.tmLanguage.json"), "utf8"),
);
const SCRIPTS = fileURLToPath(new URL("../../scripts-tests", import.meta.url));

/** The words of a script that have a scope, as "word scope"; the language's name left out. */
function words(text: string): readonly string[] {
  return tokenize(GRAMMAR, text)
    .flat()
    .filter(({ text: word, scopes }) => /[^\s,(){}[\]=:;]/.test(word) && scopes.length > 1)
    .map(({ text: word, scopes }) => `${word.trim()} ${scopes.at(-1)?.replace(/\.packetdrill$/, "")}`);
}

describe("what words are", () => {
  test.each([
    [
      "   +0...0.2 connect(3, ..., ...) = -1 EAGAIN (Try again) // why",
      [
        "+0 constant.numeric.time",
        "...0.2 constant.numeric.time.end",
        "connect entity.name.function",
        "3 constant.numeric",
        "... constant.language.wildcard",
        "... constant.language.wildcard",
        "-1 constant.numeric",
        "EAGAIN constant.other.errno",
        "(Try again) comment.other.remark",
        "// why comment.line.double-slash",
      ],
    ],
    [
      "+.1~+.2 > [ect0] 8080 > 1234 P. 1:1001(1000) ack 1 <nop,TS val 1 ecr 0x2>",
      [
        "+.1~+.2 constant.numeric.time",
        "> keyword.operator.direction",
        "ect0 constant.language.ecn",
        "8080 constant.numeric",
        "> keyword.operator.to",
        "1234 constant.numeric",
        "P. constant.language.flags",
        "1 constant.numeric.sequence",
        "1001 constant.numeric.sequence",
        "1000 constant.numeric.length",
        "ack keyword.other.field",
        "1 constant.numeric",
        "< punctuation.section.options.begin",
        "nop entity.name.tag.option",
        "TS entity.name.tag.option",
        "val keyword.other.field",
        "1 constant.numeric",
        "ecr keyword.other.field",
        "0x2 constant.numeric.hex",
        "> punctuation.section.options.end",
      ],
    ],
    [
      "* < sctp: INIT[tag=1, STATE-COOKIE[len=...]]; DATA[]",
      [
        "* constant.numeric.time",
        "< keyword.operator.direction",
        "sctp support.type.protocol",
        "INIT entity.name.function.chunk",
        "tag variable.other.member",
        "1 constant.numeric",
        "STATE-COOKIE entity.name.function.chunk",
        "len variable.other.member",
        "... constant.language.wildcard",
        "DATA entity.name.function.chunk",
      ],
    ],
    [
      "0 > dccp Request seq 5",
      [
        "0 constant.numeric.time",
        "> keyword.operator.direction",
        "dccp support.type.protocol",
        "Request keyword.other.dccp",
        "seq keyword.other.field",
        "5 constant.numeric",
      ],
    ],
    [
      '--define=CC="a\\n"\n--mtu=1500 # c',
      [
        "-- punctuation.definition.option",
        "define keyword.other.option",
        "CC variable.other.define",
        '" string.quoted.double',
        "a string.quoted.double",
        "\\n constant.character.escape",
        '" string.quoted.double',
        "-- punctuation.definition.option",
        "mtu keyword.other.option",
        "1500 constant.numeric",
        "# c comment.line.number-sign",
      ],
    ],
    [
      "#ifdef X\n#endif",
      ["#ifdef keyword.control.directive", "X constant.other.define", "#endif keyword.control.directive"],
    ],
  ])("%s", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
});

describe("what goes over several lines", () => {
  test("shell in back quotes", () => {
    const [first, second, third] = tokenize(GRAMMAR, "`ip route\nsysctl -q 'a=1'`\n+0 f() = 0");
    expect(first?.at(-1)?.scopes).toContain("source.shell");
    expect(second?.at(0)?.scopes).toContain("source.shell");
    expect(second?.at(-1)?.scopes).toContain("meta.embedded.block.shell");
    expect(third?.at(0)?.scopes).toContain("meta.call.packetdrill");
  });

  test("Python between %{ and }%", () => {
    const [first, second, third] = tokenize(GRAMMAR, "+0 %{ assert tcpi_rto == 1\nprint(1) }%\n+0 f() = 0");
    expect(first?.at(-1)?.scopes).toContain("source.python");
    expect(second?.at(0)?.scopes).toContain("source.python");
    expect(third?.at(0)?.scopes).toContain("meta.call.packetdrill");
  });

  test("calls, packets and comments", () => {
    const [, call, , packet, , comment] = tokenize(
      GRAMMAR,
      "0 f(1,\n  MSG_PEEK) = 0\n+0 > .\n  1:1(0) ack 1\n/* a\n   b */\n",
    );
    expect(call?.at(1)).toEqual({
      text: "MSG_PEEK",
      scopes: ["source.packetdrill", "meta.call.packetdrill", "constant.other.packetdrill"],
    });
    expect(packet?.at(1)?.scopes).toContain("constant.numeric.sequence.packetdrill");
    expect(comment?.at(0)?.scopes).toContain("comment.block.packetdrill");
  });
});

test("each event of real scripts begins with a time, whatever stands before it", () => {
  const names = readdirSync(SCRIPTS, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".pkt"),
  );
  expect(names.length).toBeGreaterThan(10);
  const texts = [SAMPLE, ...names.map((name) => readFileSync(join(SCRIPTS, name), "utf8"))];
  let events = 0;
  for (const text of texts) {
    const lines = text.split("\n");
    for (const [index, tokens] of tokenize(GRAMMAR, text).entries()) {
      if (!/^ *(\+|\* |[\d.]+[ .~])/.test(lines[index] ?? "")) continue;
      events++;
      const time = tokens.find(({ text }) => text.trim() !== "");
      expect(time?.scopes.at(-1), lines[index]).toBe("constant.numeric.time.packetdrill");
    }
  }
  expect(events).toBeGreaterThan(100);
});

test("all rules and expressions are sound", () => {
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (["match", "begin", "end"].includes(key)) expect(() => new RegExp(String(value))).not.toThrow();
      if (key === "include" && String(value).startsWith("#"))
        expect(GRAMMAR.repository).toHaveProperty([String(value).slice(1)]);
      visit(value);
    }
  };
  visit(GRAMMAR);
  expect(GRAMMAR.scopeName).toBe("source.packetdrill");
});
