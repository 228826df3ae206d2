// SPDX-License-Identifier: GPL-2.0

import type { Ports, Span } from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import { fits } from "./range.js";

/**
 * The ports to inject: those of the connection. Ports that the script writes out are the name of
 * the connection if it has one, otherwise they go on the wire as they are; 0 leaves one open.
 */
export function wirePorts(
  ports: Ports | undefined,
  connection: Connection,
  span: Span,
): { readonly sourcePort: number; readonly destinationPort: number } {
  const source = fits(ports?.source ?? 0, 16, "source port", span);
  const destination = fits(ports?.destination ?? 0, 16, "destination port", span);
  const isName = connection.ports?.remote === source && connection.ports.local === destination;
  return {
    sourcePort: (!isName && source) || (connection.remote?.port ?? 0),
    destinationPort: (!isName && destination) || (connection.local?.port ?? 0),
  };
}
