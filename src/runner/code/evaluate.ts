// SPDX-License-Identifier: GPL-2.0
import { binary } from "./arithmetic.js";
import type { CodeExpression, Statement } from "./ast.js";
import { BUILTINS } from "./builtins.js";
import { BeyondSubsetError, PythonError } from "./errors.js";
import { asNumber, compare, isTruthy, type PyValue, toStr, typeName } from "./value.js";

/** What a block sees and does. */
export interface CodeScope {
  /** Names with their values, which last through the script. */
  readonly variables: Map<string, PyValue>;
  /** Constants of the kernel's headers, for names that are no variable. */
  readonly constant: (name: string) => number | undefined;
  readonly print: (line: string) => void;
}

/** The value of a variable or constant. */
export function lookUp(name: string, scope: CodeScope): PyValue | undefined {
  const value = scope.variables.get(name);
  if (value !== undefined) return value;
  const constant = scope.constant(name);
  return constant === undefined ? undefined : BigInt(constant);
}

/**
 * Runs the statements of one block.
 * @throws {PythonError} as the language raises; an assertion's message names the values it saw
 * @throws {BeyondSubsetError} for a function that is not known here
 */
export function runStatements(statements: readonly Statement[], scope: CodeScope): void {
  for (const statement of statements) runStatement(statement, scope);
}

function runStatement(statement: Statement, scope: CodeScope): void {
  switch (statement.type) {
    case "pass":
      return;
    case "expression":
      evaluate(statement.value, scope);
      return;
    case "assign": {
      const value = evaluate(statement.value, scope);
      const { operator } = statement;
      const target = {
        type: "name",
        name: statement.name,
        start: statement.start,
        end: statement.end,
      } as const;
      const result =
        operator === undefined
          ? value
          : located(statement, () => binary(operator, evaluate(target, scope), value));
      scope.variables.set(statement.name, result);
      return;
    }
    case "assert": {
      if (isTruthy(evaluate(statement.test, scope))) return;
      const message = statement.message === undefined ? "" : toStr(evaluate(statement.message, scope));
      throw new PythonError("AssertionError", message, statement.test);
    }
  }
}

/** The value of an expression. */
export function evaluate(expression: CodeExpression, scope: CodeScope): PyValue {
  switch (expression.type) {
    case "int":
    case "float":
    case "string":
    case "constant":
      return expression.value;
    case "name": {
      const value = lookUp(expression.name, scope);
      if (value === undefined) {
        if (BUILTINS.has(expression.name)) throw new BeyondSubsetError("a function as a value", expression);
        throw new PythonError("NameError", `name '${expression.name}' is not defined`, expression);
      }
      return value;
    }
    case "unary":
      return located(expression, () => unary(expression.operator, evaluate(expression.operand, scope)));
    case "not":
      return !isTruthy(evaluate(expression.operand, scope));
    case "binary": {
      const left = evaluate(expression.left, scope);
      const right = evaluate(expression.right, scope);
      return located(expression, () => binary(expression.operator, left, right));
    }
    case "and": {
      const left = evaluate(expression.left, scope);
      return isTruthy(left) ? evaluate(expression.right, scope) : left;
    }
    case "or": {
      const left = evaluate(expression.left, scope);
      return isTruthy(left) ? left : evaluate(expression.right, scope);
    }
    case "comparison":
      return comparison(expression, scope);
    case "conditional":
      return evaluate(
        isTruthy(evaluate(expression.test, scope)) ? expression.then : expression.otherwise,
        scope,
      );
    case "sequence":
      return { kind: expression.kind, items: expression.items.map((item) => evaluate(item, scope)) };
    case "call": {
      const builtin = BUILTINS.get(expression.name);
      if (builtin === undefined || scope.variables.has(expression.name))
        throw new BeyondSubsetError(`the function ${expression.name}()`, expression);
      const args = expression.args.map((arg) => evaluate(arg, scope));
      return located(expression, () => builtin(args, scope.print));
    }
    case "index": {
      const object = evaluate(expression.object, scope);
      const index = evaluate(expression.index, scope);
      return located(expression, () => subscript(object, index));
    }
  }
}

function comparison(expression: CodeExpression & { readonly type: "comparison" }, scope: CodeScope): boolean {
  let left = evaluate(expression.first, scope);
  for (const { operator, operand } of expression.rest) {
    const right = evaluate(operand, scope);
    const value = left;
    if (!located(expression, () => compare(operator, value, right))) return false;
    left = right;
  }
  return true;
}

function unary(operator: "-" | "+" | "~", operand: PyValue): PyValue {
  const value = asNumber(operand);
  if (value !== undefined && operator === "+") return value;
  if (value !== undefined && operator === "-") return -value;
  if (typeof value === "bigint" && operator === "~") return ~value;
  throw new PythonError("TypeError", `bad operand type for unary ${operator}: '${typeName(operand)}'`);
}

function subscript(object: PyValue, index: PyValue): PyValue {
  const items =
    typeof object === "string" ? [...object] : typeof object === "object" ? object?.items : undefined;
  if (items === undefined)
    throw new PythonError("TypeError", `'${typeName(object)}' object is not subscriptable`);
  const at = asNumber(index);
  if (typeof at !== "bigint")
    throw new PythonError("TypeError", `indices must be integers, not ${typeName(index)}`);
  const item = items.at(Number(at));
  if (item === undefined || -at > items.length)
    throw new PythonError("IndexError", `${typeName(object)} index out of range`);
  return item;
}

/** Adds the place to an exception that has none. */
function located<T>(expression: { readonly start: number; readonly end: number }, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof PythonError) || error.range !== undefined) throw error;
    throw new PythonError(error.kind, error.message, { start: expression.start, end: expression.end });
  }
}
