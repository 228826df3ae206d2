// SPDX-License-Identifier: GPL-2.0
import type { Action, SymbolRef } from "../ast.js";
import type { Defines } from "./values.js";

/**
 * Whether no name in the action needs a value, which is so for nearly all of them: then it is
 * bound as it is.
 */
export function isBound(action: Action<SymbolRef>, defines: Defines): action is Action {
  return !refers(action, defines);
}

/** Looks at all nodes alike: those that are or hold a name are told by their type. */
function refers(node: object, defines: Defines): boolean {
  if ("type" in node) {
    if (node.type === "symbol") return true;
    if (node.type === "name" && "name" in node && isDefined(node.name, defines)) return true;
    if (node.type === "icmp" && "icmpType" in node && isDefined(node.icmpType, defines)) return true;
    if (node.type === "icmp" && "code" in node && isDefined(node.code, defines)) return true;
    if (node.type === "hex") return false;
  }
  for (const key in node) {
    if (key === "span") continue;
    const child: unknown = node[key as keyof typeof node];
    if (typeof child === "object" && child !== null && refers(child, defines)) return true;
  }
  return false;
}

function isDefined(name: unknown, defines: Defines): boolean {
  return typeof name === "string" && defines.has(name);
}
