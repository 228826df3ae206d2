// SPDX-License-Identifier: GPL-2.0

/** Protocols that open no connections: any packet may be the first one between two ports. */
export type DatagramProtocol = "udp" | "udplite";

export function isDatagram(protocol: string): protocol is DatagramProtocol {
  return protocol === "udp" || protocol === "udplite";
}
