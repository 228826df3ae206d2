// SPDX-License-Identifier: GPL-2.0

import type { IpAddress } from "../wire/address.js";
import { equalBytes } from "../wire/bytes.js";

/** One end of a connection, as it really is. */
export interface Endpoint {
  readonly address: IpAddress;
  /** 0 for protocols without ports. */
  readonly port: number;
}

/**
 * The addresses and ports of a run: `--local_ip`, `--remote_ip`, `--bind_port`, `--connect_port`.
 * Those on the wire: for IPv4-mapped sockets both addresses are IPv4.
 */
export interface RunAddresses {
  /** The kernel's. */
  readonly local: IpAddress;
  /** The script's, on the other side of the device. */
  readonly remote: IpAddress;
  /** What bind() binds to. */
  readonly bindPort: number;
  /** What connect() and sendto() go to. */
  readonly connectPort: number;
}

/** packetdrill's default for `--bind_port` and `--connect_port`. */
export const DEFAULT_PORT = 8080;

export function equalEndpoints(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && equalBytes(a.address, b.address);
}
