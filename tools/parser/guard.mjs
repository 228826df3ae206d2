// SPDX-License-Identifier: GPL-2.0
/** Rules that look at the next character before they try. */
import { condition, has } from "./ranges.mjs";
import { firstOf } from "./shape.mjs";

/** @typedef {import("./shape.mjs").Node} Node */
/** @typedef {import("./shape.mjs").Rules} Rules */

/** Characters that get a case of their own. */
const ASCII = 128;

/**
 * Leaves a rule that cannot start with the next character.
 *
 * @param {Node} rule
 * @param {Rules} rules
 */
export function ruleGuard(rule, rules) {
  const { ranges, empty } = firstOf(rule, rules);
  // more than that costs more than it saves
  if (empty || ranges.length === 0 || ranges.length > 8) return "";
  return `    if (peg$silentFails !== 0) {
      const c = input.charCodeAt(peg$currPos);
      if (!(${condition(ranges, "c")})) return peg$FAILED;
    }
`;
}

/**
 * Goes straight to the alternatives that can start with the next character.
 *
 * @param {Node} rule  a choice between rules
 * @param {Rules} rules
 */
export function choiceGuard(rule, rules) {
  const choice = rule.expression?.type === "named" ? rule.expression.expression : rule.expression;
  const alternatives = (choice?.alternatives ?? []).map((alternative) => ({
    call: `peg$parse${alternative.name}()`,
    first: firstOf(alternative, rules),
  }));
  /** @param {(ranges: import("./ranges.mjs").Ranges) => boolean} isFirst */
  const ways = (isFirst) =>
    alternatives.filter(({ first }) => first.empty || isFirst(first.ranges)).map(({ call }) => call);
  const otherwise = tryAll(ways((ranges) => ranges.some(([, last]) => last >= ASCII)));
  /** @type {Map<string, number[]>} */
  const cases = new Map();
  for (let unit = 0; unit < ASCII; unit++) {
    const way = tryAll(ways((ranges) => has(ranges, unit)));
    if (way !== otherwise) cases.set(way, [...(cases.get(way) ?? []), unit]);
  }
  const body = [...cases].map(
    ([way, units]) => `      ${units.map((unit) => `case ${unit}:`).join(" ")} ${way}\n`,
  );
  return `    let s;
    switch (input.charCodeAt(peg$currPos)) {
${body.join("")}      default: ${otherwise}
    }
`;
}

/** @param {readonly string[]} calls  in order: the first that matches is it */
function tryAll(calls) {
  const last = calls.at(-1);
  if (last === undefined) return "return peg$FAILED;";
  const others = calls.slice(0, -1).map((call) => `s = ${call}; if (s !== peg$FAILED) return s; `);
  return `${others.join("")}return ${last};`;
}
