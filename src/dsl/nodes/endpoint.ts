// SPDX-License-Identifier: GPL-2.0
import type { Endpoint, Endpoints, Ports, Span, SymbolRef } from "../ast.js";
import { present } from "./present.js";

type S = SymbolRef;

/** Two ports are {@link Ports}, everything else is {@link Endpoints}. */
export type EndpointsOrPorts = { readonly ports: Ports<S> } | { readonly endpoints: Endpoints<S> };

export function endpointsOrPorts(
  span: Span,
  source: Endpoint<S> | null,
  destination: Endpoint<S> | null,
): EndpointsOrPorts {
  if (source?.type === "port" && destination?.type === "port") {
    return { ports: { span, source: source.port, destination: destination.port } };
  }
  return { endpoints: { span, ...present({ source, destination }) } };
}
