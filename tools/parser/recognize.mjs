// SPDX-License-Identifier: GPL-2.0
/** JavaScript that moves over what a lexical expression matches, and makes no value of it. */
import { condition } from "./ranges.mjs";
import { classRanges } from "./shape.mjs";

/** @typedef {import("./shape.mjs").Node} Node */

/**
 * Statements that match `input` at `p` and leave `p` behind the match.
 *
 * @param {Node} node  a lexical expression
 * @param {import("./shape.mjs").Rules} rules
 * @param {string} fail  the statement for no match; `p` is anywhere then
 */
export function recognizer(node, rules, fail) {
  let labels = 0;

  /**
   * @param {Node | undefined} part
   * @param {string} otherwise
   * @returns {string}
   */
  const emit = (part, otherwise) => {
    switch (part?.type) {
      case "any":
        return `if (p >= input.length) ${otherwise} p++;`;
      case "class":
        return `c = input.charCodeAt(p); if (!(${condition(classRanges(part), "c")})) ${otherwise} p++;`;
      case "literal":
        return emitLiteral(part.value ?? "", otherwise);
      case "sequence":
        return (part.elements ?? []).map((element) => emit(element, otherwise)).join(" ");
      case "choice":
        return emitChoice(part.alternatives ?? [], otherwise);
      case "optional":
        return attempt(part.expression, "");
      case "zero_or_more":
        return repeat(part.expression);
      case "one_or_more":
        return `${emit(part.expression, otherwise)} ${repeat(part.expression)}`;
      case "simple_and": {
        const start = `q${++labels}`;
        return `const ${start} = p; ${emit(part.expression, otherwise)} p = ${start};`;
      }
      case "simple_not":
        return emitNot(part.expression, otherwise);
      case "rule_ref":
        return emit(rules.get(part.name ?? "")?.expression, otherwise);
      case "named":
      case "group":
      case "text":
        return emit(part.expression, otherwise);
      default:
        throw new Error(`not lexical: ${part?.type}`);
    }
  };

  /** @type {(value: string, otherwise: string) => string} */
  const emitLiteral = (value, otherwise) => {
    if (value === "") return "";
    const first = `input.charCodeAt(p) !== ${value.charCodeAt(0)}`;
    const rest = value.length > 1 ? ` || !input.startsWith(${JSON.stringify(value)}, p)` : "";
    return `if (${first}${rest}) ${otherwise} p += ${value.length};`;
  };

  /**
   * Goes on whether or not it matches; the statement `matched` is run if it does.
   * @type {(part: Node | undefined, matched: string) => string}
   */
  const attempt = (part, matched) => {
    const label = ++labels;
    const back = `{ p = q${label}; break L${label}; }`;
    return `L${label}: { const q${label} = p; ${emit(part, back)} ${matched} }`;
  };

  /** @type {(part: Node | undefined) => string} */
  const repeat = (part) => {
    if (part?.type === "class")
      return `while (c = input.charCodeAt(p), ${condition(classRanges(part), "c")}) p++;`;
    const until = delimiter(part);
    if (until !== undefined)
      return `p = input.indexOf(${JSON.stringify(until)}, p); if (p < 0) p = input.length;`;
    const label = ++labels;
    const back = `{ p = q${label}; break L${label}; }`;
    return `L${label}: for (;;) { const q${label} = p; ${emit(part, back)} }`;
  };

  /** @type {(alternatives: readonly Node[], otherwise: string) => string} */
  const emitChoice = (alternatives, otherwise) => {
    const label = `L${++labels}`;
    const attempts = alternatives.map((alternative) => attempt(alternative, `break ${label};`));
    return `${label}: { ${attempts.join(" ")} ${otherwise} }`;
  };

  /** @type {(part: Node | undefined, otherwise: string) => string} */
  const emitNot = (part, otherwise) => {
    if (part?.type === "class")
      return `c = input.charCodeAt(p); if (${condition(classRanges(part), "c")}) ${otherwise}`;
    return attempt(part, otherwise);
  };

  return emit(node, fail);
}

/**
 * The text of `!"text" .`, repeated: all up to there.
 * @param {Node | undefined} node
 */
function delimiter(node) {
  if (node?.type === "group") return delimiter(node.expression);
  const [not, any, ...more] = node?.elements ?? [];
  if (node?.type !== "sequence" || not?.type !== "simple_not" || any?.type !== "any" || more.length > 0)
    return undefined;
  const literal = not.expression;
  return literal?.type === "literal" && literal.ignoreCase !== true && literal.value !== ""
    ? literal.value
    : undefined;
}
