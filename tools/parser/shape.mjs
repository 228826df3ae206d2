// SPDX-License-Identifier: GPL-2.0
/** What can be known of an expression of the grammar without running it. */
import { ALL, complement, NONE, union } from "./ranges.mjs";

/**
 * A node of peggy's AST. Which of the properties are there depends on the type.
 * @typedef {object} Node
 * @property {string} type
 * @property {string} [name]
 * @property {string} [value]
 * @property {string} [label]
 * @property {boolean} [pick]
 * @property {boolean} [ignoreCase]
 * @property {boolean} [unicode]
 * @property {boolean} [inverted]
 * @property {readonly (string | readonly [string, string])[]} [parts]
 * @property {Node} [expression]
 * @property {Node[]} [elements]
 * @property {Node[]} [alternatives]
 * @property {unknown} [location]
 */

/** @typedef {ReadonlyMap<string, Node>} Rules  from the name of a rule to the rule */

/** @param {Node} node */
export function classRanges({ parts = [], inverted = false }) {
  const ranges = union(
    parts.map((part) => {
      const [first, last] = typeof part === "string" ? [part, part] : part;
      return [[first.charCodeAt(0), last.charCodeAt(0)]];
    }),
  );
  return inverted ? complement(ranges) : ranges;
}

/**
 * Whether the expression is made of characters alone, so that it can be recognized without the
 * grammar's machinery: no actions, no labels, no recursion.
 *
 * @param {Node} node
 * @param {Rules} rules
 * @param {ReadonlySet<string>} [inside]  names of rules on the way here
 * @returns {boolean}
 */
export function isLexical(node, rules, inside = new Set()) {
  /** @param {Node | undefined} part */
  const lexical = (part) => part !== undefined && isLexical(part, rules, inside);
  switch (node.type) {
    case "any":
      return true;
    case "literal":
      return node.ignoreCase !== true;
    case "class":
      return node.ignoreCase !== true && node.unicode !== true;
    case "sequence":
      return node.elements?.every(lexical) ?? false;
    case "choice":
      return node.alternatives?.every(lexical) ?? false;
    case "rule":
    case "named":
    case "group":
    case "text":
    case "optional":
    case "zero_or_more":
    case "one_or_more":
    case "simple_and":
    case "simple_not":
      return lexical(node.expression);
    case "rule_ref": {
      const { name = "" } = node;
      const rule = rules.get(name);
      return rule !== undefined && !inside.has(name) && isLexical(rule, rules, new Set([...inside, name]));
    }
    default:
      return false;
  }
}

/**
 * What a text may start with that the expression matches.
 * @typedef {object} First
 * @property {import("./ranges.mjs").Ranges} ranges  more than that is allowed, less is not
 * @property {boolean} empty  whether it may match nothing at all
 */

/** @type {First} */
const NOTHING = { ranges: NONE, empty: true };

/**
 * @param {Node | undefined} node
 * @param {Rules} rules
 * @returns {First}
 */
export function firstOf(node, rules) {
  switch (node?.type) {
    case "any":
      return { ranges: ALL, empty: false };
    case "class":
      return node.ignoreCase || node.unicode
        ? { ranges: ALL, empty: false }
        : { ranges: classRanges(node), empty: false };
    case "literal": {
      const { value = "" } = node;
      if (value === "") return NOTHING;
      const unit = value.charCodeAt(0);
      return { ranges: node.ignoreCase ? ALL : [[unit, unit]], empty: false };
    }
    case "rule_ref":
      return firstOf(rules.get(node.name ?? "")?.expression, rules);
    case "sequence":
      return firstOfSequence(node.elements ?? [], rules);
    case "choice": {
      const all = (node.alternatives ?? []).map((alternative) => firstOf(alternative, rules));
      return { ranges: union(all.map(({ ranges }) => ranges)), empty: all.some(({ empty }) => empty) };
    }
    case "rule":
    case "named":
    case "group":
    case "text":
    case "labeled":
    case "action":
    case "one_or_more":
      return firstOf(node.expression, rules);
    case "optional":
    case "zero_or_more":
      return { ranges: firstOf(node.expression, rules).ranges, empty: true };
    case "simple_and":
    case "simple_not":
    case "semantic_and":
    case "semantic_not":
      return NOTHING;
    default:
      return { ranges: ALL, empty: true };
  }
}

/**
 * @param {readonly Node[]} elements
 * @param {Rules} rules
 * @returns {First}
 */
function firstOfSequence(elements, rules) {
  const sets = [];
  for (const element of elements) {
    const { ranges, empty } = firstOf(element, rules);
    sets.push(ranges);
    if (!empty) return { ranges: union(sets), empty: false };
  }
  return { ranges: union(sets), empty: true };
}
