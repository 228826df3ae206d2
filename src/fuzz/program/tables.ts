// SPDX-License-Identifier: GPL-2.0
import type { Constants } from "../../runner/constants.js";
import { OP } from "./operations.js";
import type { Program, Rec } from "./program.js";

/** How the value of an option is laid out: native/fuzz/executor.h. */
export type OptionKind = "int" | "ints" | "longs" | "string";

export interface SocketOption {
  readonly level: string;
  readonly name: string;
  readonly kind: OptionKind;
}

function option(level: string, kind: OptionKind, ...names: readonly string[]): readonly SocketOption[] {
  return names.map((name) => ({ level, name, kind }));
}

/**
 * What the numbers in programs stand for. The order is part of the format: what is new comes last.
 * Tables are for all protocols; what an option is good for, the generators know.
 */
export const OPTIONS: readonly SocketOption[] = [
  ...option("SOL_SOCKET", "int", "SO_SNDBUF", "SO_RCVBUF", "SO_REUSEADDR", "SO_KEEPALIVE", "SO_OOBINLINE"),
  ...option(
    "SOL_SOCKET",
    "int",
    "SO_RCVLOWAT",
    "SO_PRIORITY",
    "SO_ERROR",
    "SO_ACCEPTCONN",
    "SO_TIMESTAMPING",
  ),
  ...option("SOL_SOCKET", "ints", "SO_LINGER"),
  ...option("SOL_SOCKET", "longs", "SO_RCVTIMEO", "SO_SNDTIMEO"),
  ...option(
    "IPPROTO_TCP",
    "int",
    "TCP_NODELAY",
    "TCP_CORK",
    "TCP_QUICKACK",
    "TCP_MAXSEG",
    "TCP_DEFER_ACCEPT",
  ),
  ...option("IPPROTO_TCP", "int", "TCP_USER_TIMEOUT", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT"),
  ...option("IPPROTO_TCP", "int", "TCP_SYNCNT", "TCP_LINGER2", "TCP_WINDOW_CLAMP", "TCP_NOTSENT_LOWAT"),
  ...option("IPPROTO_TCP", "int", "TCP_FASTOPEN", "TCP_FASTOPEN_CONNECT", "TCP_INQ", "TCP_SAVE_SYN"),
  ...option("IPPROTO_TCP", "int", "TCP_THIN_LINEAR_TIMEOUTS", "TCP_REPAIR", "TCP_TIMESTAMP", "TCP_TX_DELAY"),
  ...option("IPPROTO_TCP", "string", "TCP_CONGESTION"),
  ...option("IPPROTO_TCP", "ints", "TCP_INFO"),
  ...option("IPPROTO_IP", "int", "IP_TTL", "IP_TOS", "IP_RECVERR", "IP_MTU_DISCOVER", "IP_PKTINFO"),
  ...option("IPPROTO_IPV6", "int", "IPV6_UNICAST_HOPS", "IPV6_TCLASS", "IPV6_RECVERR", "IPV6_MTU_DISCOVER"),
  ...option(
    "IPPROTO_UDP",
    "int",
    "UDP_CORK",
    "UDP_SEGMENT",
    "UDP_GRO",
    "UDP_NO_CHECK6_TX",
    "UDP_NO_CHECK6_RX",
  ),
  ...option("IPPROTO_UDPLITE", "int", "UDPLITE_SEND_CSCOV", "UDPLITE_RECV_CSCOV"),
  ...option("SOL_SCTP", "int", "SCTP_NODELAY", "SCTP_AUTOCLOSE", "SCTP_DISABLE_FRAGMENTS"),
  ...option("SOL_SCTP", "int", "SCTP_FRAGMENT_INTERLEAVE", "SCTP_PARTIAL_DELIVERY_POINT", "SCTP_AUTO_ASCONF"),
  ...option("SOL_SCTP", "int", "SCTP_RECVRCVINFO", "SCTP_RECVNXTINFO", "SCTP_RESET_ASSOC"),
  ...option("SOL_SCTP", "ints", "SCTP_INITMSG", "SCTP_RTOINFO", "SCTP_MAXSEG", "SCTP_MAX_BURST"),
  ...option("SOL_SCTP", "ints", "SCTP_DELAYED_SACK", "SCTP_DEFAULT_SNDINFO", "SCTP_DEFAULT_PRINFO"),
  ...option("SOL_SCTP", "ints", "SCTP_EVENT", "SCTP_ENABLE_STREAM_RESET", "SCTP_RECONFIG_SUPPORTED"),
  ...option("SOL_SCTP", "ints", "SCTP_PR_SUPPORTED", "SCTP_INTERLEAVING_SUPPORTED", "SCTP_ASCONF_SUPPORTED"),
  ...option("SOL_SCTP", "ints", "SCTP_AUTH_SUPPORTED", "SCTP_ECN_SUPPORTED", "SCTP_STREAM_SCHEDULER"),
  ...option("SOL_SCTP", "ints", "SCTP_STREAM_SCHEDULER_VALUE", "SCTP_RESET_STREAMS", "SCTP_ADD_STREAMS"),
  ...option("SOL_SCTP", "ints", "SCTP_STATUS", "SCTP_GET_ASSOC_STATS", "SCTP_PEER_ADDR_PARAMS"),
  ...option("SOL_DCCP", "int", "DCCP_SOCKOPT_SERVICE", "DCCP_SOCKOPT_SERVER_TIMEWAIT"),
  ...option("SOL_DCCP", "int", "DCCP_SOCKOPT_SEND_CSCOV", "DCCP_SOCKOPT_RECV_CSCOV"),
  ...option("SOL_DCCP", "int", "DCCP_SOCKOPT_QPOLICY_ID", "DCCP_SOCKOPT_QPOLICY_TXQLEN"),
  ...option("SOL_DCCP", "int", "DCCP_SOCKOPT_GET_CUR_MPS"),
  ...option("SOL_DCCP", "ints", "DCCP_SOCKOPT_CCID", "DCCP_SOCKOPT_TX_CCID", "DCCP_SOCKOPT_RX_CCID"),
  ...option("SOL_DCCP", "ints", "DCCP_SOCKOPT_CCID_RX_INFO", "DCCP_SOCKOPT_CCID_TX_INFO"),
  ...option("SOL_MPTCP", "ints", "MPTCP_INFO", "MPTCP_TCPINFO", "MPTCP_SUBFLOW_ADDRS", "MPTCP_FULL_INFO"),
];

export const STRINGS: readonly string[] = ["reno", "cubic", "bbr", "dctcp", "none"];

export const IOCTLS: readonly string[] = ["SIOCINQ", "SIOCOUTQ", "SIOCOUTQNSD", "SIOCATMARK"];

/** Paths below /proc/sys/net; a name alone is one of ipv4. */
export const SYSCTLS: readonly string[] = [
  "tcp_sack",
  "tcp_timestamps",
  "tcp_window_scaling",
  "tcp_ecn",
  "tcp_recovery",
  "tcp_frto",
  "tcp_moderate_rcvbuf",
  "tcp_slow_start_after_idle",
  "tcp_early_retrans",
  "tcp_autocorking",
  "tcp_syncookies",
  "tcp_abort_on_overflow",
  "tcp_rfc1337",
  "tcp_fastopen",
  "tcp_min_tso_segs",
  "tcp_limit_output_bytes",
  "tcp_shrink_window",
  "tcp_retries2",
  "tcp_mtu_probing",
  "tcp_thin_linear_timeouts",
  "tcp_dsack",
  "tcp_no_metrics_save",
  "tcp_invalid_ratelimit",
  "tcp_mem",
  "tcp_rmem",
  "tcp_wmem",
  "udp_mem",
  "sctp/rto_min",
  "sctp/rto_max",
  "sctp/rto_initial",
  "sctp/max_burst",
  "sctp/cookie_preserve_enable",
  "sctp/valid_cookie_life",
  "sctp/sack_timeout",
  "sctp/hb_interval",
  "sctp/association_max_retrans",
  "sctp/path_max_retrans",
  "sctp/max_init_retransmits",
  "sctp/pf_retrans",
  "sctp/sndbuf_policy",
  "sctp/rcvbuf_policy",
  "sctp/default_auto_asconf",
  "sctp/addip_enable",
  "sctp/addip_noauth_enable",
  "sctp/prsctp_enable",
  "sctp/reconf_enable",
  "sctp/auth_enable",
  "sctp/intl_enable",
  "sctp/ecn_enable",
  "sctp/rwnd_update_shift",
  "sctp/pf_enable",
  "sctp/sctp_mem",
  "dccp/default/seq_window",
  "dccp/default/rx_ccid",
  "dccp/default/tx_ccid",
  "dccp/default/request_retries",
  "dccp/default/retries1",
  "dccp/default/retries2",
  "dccp/default/tx_qlen",
  "dccp/default/sync_ratelimit",
  "mptcp/enabled",
  "mptcp/add_addr_timeout",
  "mptcp/checksum_enabled",
  "mptcp/allow_join_initial_addr_port",
  "mptcp/stale_loss_cnt",
  "mptcp/close_timeout",
  "mptcp/blackhole_timeout",
];

export const FILES: readonly string[] = [
  "/proc/net/sockstat",
  "/proc/net/sockstat6",
  "/proc/net/protocols",
  "/proc/net/snmp",
  "/proc/net/netstat",
  "/proc/net/tcp",
  "/proc/net/tcp6",
  "/proc/net/sctp/assocs",
];

/** Number of an entry. */
export function optionIndex(name: string): number {
  return found(
    OPTIONS.findIndex((entry) => entry.name === name),
    name,
  );
}

export function sysctlIndex(name: string): number {
  return found(SYSCTLS.indexOf(name), name);
}

/** Where an entry of SYSCTLS is below /proc/sys/net. */
export function sysctlPath(name: string): string {
  return name.includes("/") ? name : `ipv4/${name}`;
}

/** The option, sysctl of a number in a program. */
export function optionOf(index: number): SocketOption | undefined {
  return OPTIONS[index % OPTIONS.length];
}

export function sysctlOf(index: number): string | undefined {
  return SYSCTLS[index % SYSCTLS.length];
}

/** The same program with numbers that are in the tables: larger ones count round, and rules compare them. */
export function withinTables(program: Program): Program {
  const { records } = program;
  if (records.every((record) => placeOf(record) === record.a)) return program;
  return { ...program, records: records.map((record) => ({ ...record, a: placeOf(record) })) };
}

function placeOf({ op, a }: Rec): number {
  switch (op) {
    case OP.setOption:
    case OP.getOption:
      return a % OPTIONS.length;
    case OP.sysctl:
      return a % SYSCTLS.length;
    default:
      return a;
  }
}

export function fileIndex(path: string): number {
  return found(FILES.indexOf(path), path);
}

function found(index: number, name: string): number {
  if (index < 0) throw new RangeError(`no table has ${name}`);
  return index;
}

/** The text that native/fuzz/executor.h wants. What a kernel does not have keeps its place. */
export function tablesText(constants: Constants): string {
  const number = (name: string): number => constants.get(name) ?? 0;
  return [
    ...OPTIONS.map(({ level, name, kind }) => `option ${number(level)} ${number(name)} ${kind}`),
    ...STRINGS.map((text) => `string ${text}`),
    ...IOCTLS.map((name) => `ioctl ${number(name)}`),
    ...SYSCTLS.map((name) => `sysctl /proc/sys/net/${sysctlPath(name)}`),
    ...FILES.map((path) => `file ${path}`),
  ].join("\n");
}
