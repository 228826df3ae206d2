// SPDX-License-Identifier: GPL-2.0
import type { Event, SymbolRef } from "../ast.js";
import type { Defines } from "./values.js";

/**
 * Tells whether no name in an event needs a value, which is so for nearly all of them: then it is
 * bound as it is. To be asked for the events in their order.
 *
 * @param symbols all that may be in them; if not given, or if names of constants are defined, too,
 *   all nodes are looked at
 */
export function findBound(
  defines: Defines,
  symbols?: readonly SymbolRef[],
): (event: Event<SymbolRef>) => event is Event {
  if (symbols === undefined || defines.size > 0)
    return (event): event is Event => !refers(event.action, defines);
  const places = symbols.map(({ span }) => span.start).sort((a, b) => a - b);
  let next = 0;
  return (event): event is Event => {
    while ((places[next] ?? Number.POSITIVE_INFINITY) < event.span.start) next++;
    return (places[next] ?? Number.POSITIVE_INFINITY) >= event.span.end;
  };
}

/** Looks at all nodes alike: those that are or hold a name are told by their type. */
function refers(node: object, defines: Defines): boolean {
  // of constants, calls and errors; that of a member of a structure is looked at in vain
  if ("name" in node && isDefined(node.name, defines)) return true;
  if ("type" in node) {
    if (node.type === "symbol") return true;
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
