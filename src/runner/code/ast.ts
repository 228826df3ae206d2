// SPDX-License-Identifier: GPL-2.0

/** Offsets of UTF-16 code units into the text of a code block. */
export interface CodeRange {
  readonly start: number;
  readonly end: number;
}

/** The statements of Python that `%{ }%` blocks are made of. */
export type Statement =
  | (CodeRange & {
      readonly type: "assert";
      readonly test: CodeExpression;
      readonly message?: CodeExpression;
    })
  | (CodeRange & {
      readonly type: "assign";
      readonly name: string;
      /** `+` of `+=`; absent for a plain assignment. */
      readonly operator?: BinaryOperator;
      readonly value: CodeExpression;
    })
  | (CodeRange & { readonly type: "expression"; readonly value: CodeExpression })
  | (CodeRange & { readonly type: "pass" });

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "<<" | ">>" | "&" | "|" | "^";

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "is" | "is not";

export type CodeExpression =
  | (CodeRange & { readonly type: "int"; readonly value: bigint })
  | (CodeRange & { readonly type: "float"; readonly value: number })
  | (CodeRange & { readonly type: "string"; readonly value: string })
  | (CodeRange & { readonly type: "constant"; readonly value: boolean | null })
  | (CodeRange & { readonly type: "name"; readonly name: string })
  | (CodeRange & {
      readonly type: "unary";
      readonly operator: "-" | "+" | "~";
      readonly operand: CodeExpression;
    })
  | (CodeRange & { readonly type: "not"; readonly operand: CodeExpression })
  | (CodeRange & {
      readonly type: "binary";
      readonly operator: BinaryOperator;
      readonly left: CodeExpression;
      readonly right: CodeExpression;
    })
  | (CodeRange & {
      readonly type: "and" | "or";
      readonly left: CodeExpression;
      readonly right: CodeExpression;
    })
  | (CodeRange & {
      readonly type: "comparison";
      readonly first: CodeExpression;
      readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: CodeExpression }[];
    })
  | (CodeRange & {
      readonly type: "conditional";
      readonly test: CodeExpression;
      readonly then: CodeExpression;
      readonly otherwise: CodeExpression;
    })
  | (CodeRange & { readonly type: "call"; readonly name: string; readonly args: readonly CodeExpression[] })
  | (CodeRange & {
      readonly type: "sequence";
      readonly kind: "tuple" | "list";
      readonly items: readonly CodeExpression[];
    })
  | (CodeRange & { readonly type: "index"; readonly object: CodeExpression; readonly index: CodeExpression });
