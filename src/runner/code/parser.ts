// SPDX-License-Identifier: GPL-2.0
import type { BinaryOperator, CodeExpression, CodeRange, ComparisonOperator, Statement } from "./ast.js";
import { BeyondSubsetError, PythonError } from "./errors.js";
import { type Token, tokenize } from "./lexer.js";

/** Binary operators from weakest to strongest; all group to the left (`**` stands apart). */
const PRECEDENCE: readonly (readonly string[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "//", "%"],
];

const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** Words that begin what this subset leaves to `python3`. */
const BEYOND = new Set(
  "if for while def class import from try with return del global nonlocal raise lambda yield async await".split(
    " ",
  ),
);

const AUGMENTED = /^(\*\*|\/\/|<<|>>|[-+*/%&|^])=$/;

/**
 * Parses the text of a `%{ }%` block.
 * @throws {BeyondSubsetError} for valid Python that is not evaluated in-process
 * @throws {PythonError} of kind SyntaxError
 */
export function parseCode(text: string): readonly Statement[] {
  return new Parser(tokenize(text)).statements();
}

class Parser {
  #at = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  statements(): readonly Statement[] {
    const statements: Statement[] = [];
    while (this.#peek().type !== "end") {
      if (this.#peek().type === "terminator") {
        this.#at++;
        continue;
      }
      statements.push(this.#statement());
      const next = this.#peek();
      if (next.type !== "terminator" && next.type !== "end") throw this.#unexpected(next);
    }
    return statements;
  }

  #statement(): Statement {
    const first = this.#peek();
    if (first.type === "word" && BEYOND.has(first.text))
      throw new BeyondSubsetError(`the keyword ${first.text}`, first);
    if (this.#takeWord("pass")) return { type: "pass", start: first.start, end: first.end };
    if (this.#takeWord("assert")) {
      const test = this.#expression();
      if (!this.#takeOperator(",")) return { type: "assert", test, start: first.start, end: test.end };
      const message = this.#expression();
      return { type: "assert", test, message, start: first.start, end: message.end };
    }
    const left = this.#expressionList();
    const next = this.#peek();
    if (next.type !== "operator" || !(next.text === "=" || AUGMENTED.test(next.text)))
      return { type: "expression", value: left, start: left.start, end: left.end };
    if (left.type !== "name") throw new BeyondSubsetError("an assignment to more than a name", left);
    this.#at++;
    const value = this.#expressionList();
    const after = this.#peek();
    if (after.type === "operator" && after.text === "=")
      throw new BeyondSubsetError("a chained assignment", after);
    const range = { start: left.start, end: value.end };
    if (next.text === "=") return { type: "assign", name: left.name, value, ...range };
    const operator = next.text.slice(0, -1) as BinaryOperator;
    return { type: "assign", name: left.name, operator, value, ...range };
  }

  /** One expression, or a tuple without parentheses. */
  #expressionList(): CodeExpression {
    const first = this.#expression();
    if (!this.#isOperator(",")) return first;
    const items = [first];
    while (this.#takeOperator(",") && this.#beginsExpression()) items.push(this.#expression());
    return { type: "sequence", kind: "tuple", items, start: first.start, end: this.#previousEnd() };
  }

  #expression(): CodeExpression {
    const then = this.#or();
    if (!this.#takeWord("if")) return then;
    const test = this.#or();
    if (!this.#takeWord("else")) throw this.#unexpected(this.#peek());
    const otherwise = this.#expression();
    return { type: "conditional", test, then, otherwise, start: then.start, end: otherwise.end };
  }

  #or(): CodeExpression {
    let left = this.#and();
    while (this.#takeWord("or")) {
      const right = this.#and();
      left = { type: "or", left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #and(): CodeExpression {
    let left = this.#not();
    while (this.#takeWord("and")) {
      const right = this.#not();
      left = { type: "and", left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #not(): CodeExpression {
    const { start } = this.#peek();
    if (!this.#takeWord("not")) return this.#comparison();
    const operand = this.#not();
    return { type: "not", operand, start, end: operand.end };
  }

  #comparison(): CodeExpression {
    const first = this.#binary(0);
    const rest: { operator: ComparisonOperator; operand: CodeExpression }[] = [];
    for (;;) {
      const operator = this.#comparisonOperator();
      if (operator === undefined) break;
      rest.push({ operator, operand: this.#binary(0) });
    }
    const last = rest.at(-1);
    if (last === undefined) return first;
    return { type: "comparison", first, rest, start: first.start, end: last.operand.end };
  }

  #comparisonOperator(): ComparisonOperator | undefined {
    const token = this.#peek();
    if (token.type === "operator" && COMPARISONS.has(token.text)) {
      this.#at++;
      return token.text as ComparisonOperator;
    }
    if (this.#takeWord("in")) return "in";
    if (this.#takeWord("is")) return this.#takeWord("not") ? "is not" : "is";
    if (token.type === "word" && token.text === "not") {
      this.#at++;
      if (!this.#takeWord("in")) throw this.#unexpected(this.#peek());
      return "not in";
    }
    return undefined;
  }

  #binary(level: number): CodeExpression {
    const operators = PRECEDENCE[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#peek();
      if (token.type !== "operator" || !operators.includes(token.text)) return left;
      this.#at++;
      const right = this.#binary(level + 1);
      const operator = token.text as BinaryOperator;
      left = { type: "binary", operator, left, right, start: left.start, end: right.end };
    }
  }

  #unary(): CodeExpression {
    const token = this.#peek();
    if (token.type === "operator" && (token.text === "-" || token.text === "+" || token.text === "~")) {
      this.#at++;
      const operand = this.#unary();
      return { type: "unary", operator: token.text, operand, start: token.start, end: operand.end };
    }
    const left = this.#postfix();
    if (!this.#takeOperator("**")) return left;
    const right = this.#unary();
    return { type: "binary", operator: "**", left, right, start: left.start, end: right.end };
  }

  #postfix(): CodeExpression {
    let expression = this.#atom();
    for (;;) {
      const token = this.#peek();
      if (this.#takeOperator("(")) {
        if (expression.type !== "name") throw new BeyondSubsetError("a call of more than a name", token);
        const args = this.#items(")");
        expression = {
          type: "call",
          name: expression.name,
          args,
          start: expression.start,
          end: this.#previousEnd(),
        };
      } else if (this.#takeOperator("[")) {
        const index = this.#expression();
        if (this.#isOperator(":")) throw new BeyondSubsetError("a slice", this.#peek());
        this.#require("]");
        expression = {
          type: "index",
          object: expression,
          index,
          start: expression.start,
          end: this.#previousEnd(),
        };
      } else if (token.type === "operator" && token.text === ".") {
        throw new BeyondSubsetError("an attribute", token);
      } else {
        return expression;
      }
    }
  }

  #atom(): CodeExpression {
    const token = this.#peek();
    const range: CodeRange = { start: token.start, end: token.end };
    switch (token.type) {
      case "int":
        this.#at++;
        return { type: "int", value: token.value, ...range };
      case "float":
        this.#at++;
        return { type: "float", value: token.value, ...range };
      case "string":
        return this.#string();
      case "word":
        return this.#word(token.text, range);
      case "operator":
        return this.#bracketed(token.text, range);
      default:
        throw this.#unexpected(token);
    }
  }

  /** Adjacent strings are one string. */
  #string(): CodeExpression {
    const { start } = this.#peek();
    let value = "";
    for (let token = this.#peek(); token.type === "string"; token = this.#peek()) {
      value += token.value;
      this.#at++;
    }
    return { type: "string", value, start, end: this.#previousEnd() };
  }

  #word(text: string, range: CodeRange): CodeExpression {
    if (BEYOND.has(text)) throw new BeyondSubsetError(`the keyword ${text}`, range);
    this.#at++;
    if (text === "True" || text === "False") return { type: "constant", value: text === "True", ...range };
    if (text === "None") return { type: "constant", value: null, ...range };
    return { type: "name", name: text, ...range };
  }

  #bracketed(text: string, range: CodeRange): CodeExpression {
    if (text === "{") throw new BeyondSubsetError("a dictionary or set", range);
    if (text !== "(" && text !== "[") throw this.#unexpected(this.#peek());
    this.#at++;
    const items = this.#items(text === "(" ? ")" : "]");
    const end = this.#previousEnd();
    const [only] = items;
    if (text === "(" && items.length === 1 && only !== undefined && !this.#endedWithComma)
      return { ...only, start: range.start, end };
    return { type: "sequence", kind: text === "(" ? "tuple" : "list", items, start: range.start, end };
  }

  #endedWithComma = false;

  #items(close: ")" | "]"): readonly CodeExpression[] {
    const items: CodeExpression[] = [];
    let comma = false;
    while (!this.#isOperator(close)) {
      if (items.length > 0 && !comma) throw this.#unexpected(this.#peek());
      items.push(this.#expression());
      if (this.#isOperator("=")) throw new BeyondSubsetError("a keyword argument", this.#peek());
      const next = this.#peek();
      if (next.type === "word" && next.text === "for") throw new BeyondSubsetError("a comprehension", next);
      comma = this.#takeOperator(",");
    }
    this.#require(close);
    this.#endedWithComma = comma;
    return items;
  }

  #beginsExpression(): boolean {
    const token = this.#peek();
    if (token.type === "operator") return "-+~([{".includes(token.text);
    return token.type !== "terminator" && token.type !== "end";
  }

  #peek(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined)
      throw new RangeError('the tokens end with one of type "end", which is never passed');
    return token;
  }

  #previousEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  #isOperator(text: string): boolean {
    const token = this.#peek();
    return token.type === "operator" && token.text === text;
  }

  #takeOperator(text: string): boolean {
    const found = this.#isOperator(text);
    if (found) this.#at++;
    return found;
  }

  #takeWord(text: string): boolean {
    const token = this.#peek();
    const found = token.type === "word" && token.text === text;
    if (found) this.#at++;
    return found;
  }

  #require(text: string): void {
    if (!this.#takeOperator(text)) throw this.#unexpected(this.#peek());
  }

  #unexpected(token: Token): PythonError {
    const what =
      token.type === "operator" || token.type === "word"
        ? `'${token.text}'`
        : token.type === "end" || token.type === "terminator"
          ? "end of statement"
          : `${token.type} literal`;
    return new PythonError("SyntaxError", `unexpected ${what}`, { start: token.start, end: token.end });
  }
}
