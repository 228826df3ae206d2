// SPDX-License-Identifier: GPL-2.0
/**
 * A plugin of peggy for parsers that are fast as long as nothing is wrong. The generated parser is
 * called with `peg$silentFails: 1` first, which leaves out the list of what was expected, and
 * without that option only for a text that failed. In the first case
 *
 * - tokens, and whatever else is lexical and has no value, are recognized by comparing characters:
 *   recognize.mjs;
 * - a choice looks at the next character and goes to those alternatives that can start with it, and
 *   a rule that cannot start with it is not entered: guard.mjs.
 *
 * Otherwise all goes peggy's own way, so that error messages are exactly those of the grammar.
 *
 * - once.mjs     no set-up in each call
 * - ranges.mjs   sets of characters
 * - shape.mjs    what is lexical, and what an expression may start with
 * - lift.mjs     parts of rules that get rules of their own
 */
import { choiceGuard, ruleGuard } from "./guard.mjs";
import { lift } from "./lift.mjs";
import { setUpOnce } from "./once.mjs";
import { recognizer } from "./recognize.mjs";

/** @typedef {import("./shape.mjs").Node} Node */
/** @typedef {((ast: { rules: Node[], code: { toString(): string } }) => void)[]} Passes */

export const fastWhenSilent = {
  /** @param {{ passes: { transform: Passes, generate: Passes } }} config */
  use({ passes: { transform, generate } }) {
    /** @type {import("./lift.mjs").Lifted | undefined} */
    let lifted;
    const inference = transform.findIndex(({ name }) => name === "inferenceMatchResult");
    if (inference < 0) throw new Error("this peggy has other passes than expected");
    transform.splice(inference, 0, (ast) => {
      lifted = lift(ast);
    });
    generate.push((ast) => {
      if (lifted === undefined) throw new Error("the passes ran in another order than expected");
      const code = setUpOnce(insertFastWays(String(ast.code), ast.rules, lifted));
      ast.code = { toString: () => code };
    });
  },
};

/**
 * @param {string} code  of the parser
 * @param {readonly Node[]} list
 * @param {import("./lift.mjs").Lifted} lifted
 */
function insertFastWays(code, list, { texts, skipped, choices }) {
  const rules = new Map(list.map((rule) => [rule.name ?? "", rule]));
  /**
   * What peggy made is a function of its own then, which costs nothing until it is called.
   * @type {(name: string, body: string) => string}
   */
  const instead = (name, body) => `function peg$parse${name}() {
    if (peg$silentFails === 0) return peg$explain${name}();
${body}  }

  function peg$explain${name}() {
`;
  /** @param {Node} rule */
  const fastWay = (rule) => {
    const name = rule.name ?? "";
    const head = `function peg$parse${name}() {\n`;
    if (texts.has(name) || skipped.has(name)) return instead(name, token(rule, rules, texts.has(name)));
    return choices.has(name) ? instead(name, choiceGuard(rule, rules)) : `${head}${ruleGuard(rule, rules)}`;
  };
  const inserted = list.reduce((text, rule) => {
    const head = `function peg$parse${rule.name}() {\n`;
    if (text.split(head).length !== 2) throw new Error(`where is the function of ${rule.name}?`);
    return text.replace(head, () => fastWay(rule));
  }, code);
  // substr() makes a string for each comparison
  return inserted.replace(
    /input\.substr\(peg\$currPos, \d+\) === (peg\$c\d+)/g,
    "input.startsWith($1, peg$$currPos)",
  );
}

/**
 * @param {Node} rule
 * @param {import("./shape.mjs").Rules} rules
 * @param {boolean} hasValue
 */
function token({ expression }, rules, hasValue) {
  if (expression === undefined) return "";
  const result = hasValue ? "return input.substring(start, p);" : "return undefined;";
  return `    const start = peg$currPos;
    let p = start, c = 0;
    ${recognizer(expression, rules, "return peg$FAILED;")}
    peg$currPos = p;
    ${result}
`;
}
