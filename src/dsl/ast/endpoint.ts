// SPDX-License-Identifier: GPL-2.0
import type { Node, Num } from "./span.js";

/**
 * `addr[caddr0] > addr[saddr0]`, `192.0.2.1:80 > 192.0.2.2:8080`, `> 8080`: source and destination
 * of a packet that say more than two ports, for connections with several subflows. A side that is
 * absent is that of the run.
 */
export interface Endpoints<S = never> extends Node {
  readonly source?: Endpoint<S>;
  readonly destination?: Endpoint<S>;
}

export type Endpoint<S = never> =
  | (Node & { readonly type: "port"; readonly port: Num<S> })
  | (Node & { readonly type: "address"; readonly address: string; readonly port: Num<S> })
  | EndpointVariable;

/**
 * `addr[saddr1]`: address and port that had this name before, in a packet or an ADD_ADDR option.
 * Where it comes for the first time, it stands for those of the packet.
 */
export interface EndpointVariable extends Node {
  readonly type: "variable";
  readonly name: string;
}
