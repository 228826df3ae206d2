// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { parse } from "../../../src/dsl/index.js";
import type { Example } from "./examples.js";
import { ROOT } from "./pages.js";

const FOLDER = join(ROOT, "src/dsl/ast");

/** The values that `type` can have in the nodes of the AST, as the sources declare them. */
export function declaredTypes(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of readdirSync(FOLDER)) {
    const text = readFileSync(join(FOLDER, name), "utf8");
    const visit = (node: ts.Node): void => {
      if (ts.isPropertySignature(node) && node.name.getText(file) === "type" && node.type)
        for (const literal of literalsOf(node.type)) found.add(literal);
      ts.forEachChild(node, visit);
    };
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
    visit(file);
  }
  return found;
}

function literalsOf(type: ts.TypeNode): readonly string[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(literalsOf);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}

/** The values that `type` has in the trees of the examples. */
export function usedTypes(examples: readonly Example[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("type" in node && typeof node.type === "string") found.add(node.type);
    for (const child of Object.values(node)) visit(child);
  };
  for (const { script, name } of examples) visit(parse(script, name).script);
  return found;
}
