// SPDX-License-Identifier: GPL-2.0
import type { Variable, VariableSource } from "./source.js";
import { structVariables } from "./struct.js";

/** `tcpi_*`: tcp_get_info(), net/ipv4/tcp.c. */
export const tcpInfo: VariableSource = {
  option: ["SOL_TCP", "TCP_INFO"],
  names: /\btcpi_/,
  variables: (value, constants) => structVariables(value, "tcp_info", constants),
};

/** Structures that TCP_CC_INFO may be, and how scripts call the members that differ. */
const CONGESTION_STRUCTS = ["tcp_bbr_info", "tcp_dctcp_info", "tcpvegas_info"] as const;
const RENAMED: Readonly<Record<string, string>> = { tcpv_rtt: "tcp_rtt", tcpv_minrtt: "tcp_minrtt" };

/**
 * `bbr_*`, `dctcp_*` and `tcpv_*`: union tcp_cc_info, include/uapi/linux/inet_diag.h. The length does
 * not tell which structure it is, so all that fit are shown, as packetdrill does.
 */
export const congestionInfo: VariableSource = {
  option: ["SOL_TCP", "TCP_CC_INFO"],
  names: /\b(?:bbr|dctcp|tcpv|tcp)_/,
  variables: (value, constants) => {
    const fitting = CONGESTION_STRUCTS.filter((name) => value.length >= constants.struct(name).size);
    const members = fitting.flatMap((name) => structVariables(value, name, constants, RENAMED));
    return [...members, ...bandwidth(members)];
  },
};

/** Both halves of it as one number. */
function bandwidth(members: readonly Variable[]): readonly Variable[] {
  const half = (name: string) => members.find(([member]) => member === name)?.[1];
  const [low, high] = [half("bbr_bw_lo"), half("bbr_bw_hi")];
  return typeof low === "bigint" && typeof high === "bigint" ? [["bbr_bw", (high << 32n) | low]] : [];
}
