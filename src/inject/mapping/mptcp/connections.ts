// SPDX-License-Identifier: GPL-2.0

import type { Direction, MpJoinSynOption, TcpHeader } from "../../../dsl/ast.js";
import type { Connection } from "../connection.js";
import type { EndpointNames, RemoteAddresses } from "../endpoint-names.js";
import { MptcpConnection } from "./connection.js";
import { isMptcpOption } from "./is-mptcp-option.js";
import { KeyNames, type MptcpNames } from "./names.js";
import { Subflow } from "./subflow.js";

/** The multipath connections of a script, and what it has given names to. */
export class MptcpConnections {
  readonly names: MptcpNames;

  constructor(endpoints: EndpointNames, addresses: RemoteAddresses) {
    this.names = { keys: new KeyNames(), endpoints, addresses };
  }

  /**
   * Makes a subflow of a connection that has a segment with an option of Multipath TCP: of the
   * connection that MP_JOIN names by its token, the last one if it names none, or of a new one.
   * @param all connections of the script
   */
  attach(connection: Connection, header: TcpHeader, direction: Direction, all: readonly Connection[]): void {
    if (connection.subflow || !header.options?.some(isMptcpOption)) return;
    const join = header.options.find((option) => option.type === "mp_join_syn");
    const joined = join && this.#joined(join, direction, all);
    connection.subflow = new Subflow(joined ?? new MptcpConnection(), this.names, join !== undefined);
    connection.subflow.connection.subflows.push(connection);
  }

  #joined(
    { token }: MpJoinSynOption,
    direction: Direction,
    all: readonly Connection[],
  ): MptcpConnection | undefined {
    const known = all.flatMap(({ subflow }) => (subflow ? [subflow.connection] : []));
    const host = direction === "inbound" ? "local" : "remote";
    const named = known.find((each) => {
      if (typeof token !== "object") return each[host].token === token;
      const [key] = token.args;
      return typeof key === "string" && this.names.keys.get(key) === each[host].key;
    });
    return named ?? known.at(-1);
  }
}
