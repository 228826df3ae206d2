// SPDX-License-Identifier: GPL-2.0
/**
 * Gives parts of rules that can be matched in a faster way rules of their own. What is matched, the
 * values and the error messages stay as they are.
 */
import { isLexical } from "./shape.mjs";

/** @typedef {import("./shape.mjs").Node} Node */

/**
 * @typedef {object} Lifted
 * @property {ReadonlySet<string>} texts  rules whose value is the text that they match
 * @property {ReadonlySet<string>} skipped  rules whose value nobody wants
 * @property {ReadonlySet<string>} choices  rules that are a choice between rules
 */

/**
 * @param {{ rules: Node[] }} grammar  gets more rules
 * @returns {Lifted}
 */
export function lift(grammar) {
  const rules = new Map(grammar.rules.map((rule) => [rule.name ?? "", rule]));
  /** @type {Set<string>} */
  const texts = new Set();
  /** @type {Set<string>} */
  const skipped = new Set();
  /** @type {Set<string>} */
  const choices = new Set();
  /** @type {Node[]} */
  const added = [];
  let current = "";

  /**
   * @param {Node} expression
   * @returns {Node} a reference to a new rule
   */
  const asRule = (expression) => {
    const { location } = expression;
    const name = `${current}$${added.length}`;
    added.push(/** @type {Node} */ ({ type: "rule", name, nameLocation: location, expression, location }));
    return { type: "rule_ref", name, location };
  };

  /** @param {Node} expression */
  const asSkipped = (expression) => {
    const reference = asRule(expression);
    skipped.add(reference.name ?? "");
    return reference;
  };

  /**
   * Joins neighbours whose values nobody wants.
   * @param {readonly Node[]} elements
   * @param {boolean} isWanted  whether the values of elements without label make the value of the sequence
   */
  const visitSequence = (elements, isWanted) => {
    /** @type {Node[]} */
    const result = [];
    /** @type {Node[]} */
    let run = [];
    const flush = () => {
      const [first] = run;
      if (first !== undefined) {
        const { location } = first;
        const isCheap = run.length === 1 && (first.type === "literal" || first.type === "any");
        if (isCheap) result.push(first);
        else result.push(asSkipped(run.length === 1 ? first : { type: "sequence", elements: run, location }));
      }
      run = [];
    };
    for (const element of elements) {
      if (!isWanted && element.type !== "labeled" && isLexical(element, rules)) {
        run.push(element);
      } else {
        flush();
        result.push(visit(element, isWanted || element.type === "labeled"));
      }
    }
    flush();
    return result;
  };

  /**
   * @param {Node} node
   * @param {boolean} isWanted  whether its value is
   * @returns {Node}
   */
  const visit = (node, isWanted) => {
    const { expression, elements, alternatives } = node;
    if (node.type === "sequence" && elements) {
      const isPicked = elements.some(({ pick }) => pick);
      return { ...node, elements: visitSequence(elements, isWanted && !isPicked) };
    }
    if (node.type === "choice" && alternatives)
      return { ...node, alternatives: alternatives.map((alternative) => visit(alternative, isWanted)) };
    if (expression === undefined) return node;
    const isPredicate = node.type === "simple_and" || node.type === "simple_not";
    if (isPredicate && isLexical(node, rules)) return asSkipped(node);
    if (node.type === "text" && isLexical(node, rules)) {
      const reference = asRule(node);
      texts.add(reference.name ?? "");
      return reference;
    }
    const isUsed = node.type === "action" || isPredicate || node.type === "text" ? false : isWanted;
    return { ...node, expression: visit(expression, isUsed) };
  };

  /** The alternatives of a choice that is all of a rule: they see no labels but their own. */
  /** @type {(rule: Node) => Node} */
  const visitRule = (rule) => {
    current = rule.name ?? "";
    const body = rule.expression?.type === "named" ? rule.expression.expression : rule.expression;
    if (body === undefined) return rule;
    let visited = visit(body, true);
    if (visited.type === "choice") {
      choices.add(current);
      visited = {
        ...visited,
        alternatives: (visited.alternatives ?? []).map((part) =>
          part.type === "rule_ref" ? part : asRule(part),
        ),
      };
    }
    const isNamed = rule.expression?.type === "named";
    return {
      ...rule,
      expression: isNamed ? { ...rule.expression, type: "named", expression: visited } : visited,
    };
  };

  const visited = grammar.rules.map(visitRule);
  grammar.rules.splice(0, grammar.rules.length, ...visited, ...added);
  return { texts, skipped, choices };
}
