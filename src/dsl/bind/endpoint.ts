// SPDX-License-Identifier: GPL-2.0
import type { Endpoint, Endpoints, SymbolRef } from "../ast.js";
import type { Binder } from "./binder.js";

type S = SymbolRef;

export function bindEndpoints(binder: Binder, { span, source, destination }: Endpoints<S>): Endpoints {
  return {
    span,
    ...(source && { source: bindEndpoint(binder, source) }),
    ...(destination && { destination: bindEndpoint(binder, destination) }),
  };
}

/** The name of a variable is no definition's. */
function bindEndpoint(binder: Binder, endpoint: Endpoint<S>): Endpoint {
  return endpoint.type === "variable" ? endpoint : { ...endpoint, port: binder.num(endpoint.port) };
}
