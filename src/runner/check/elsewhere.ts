// SPDX-License-Identifier: GPL-2.0
import { refusedInScripts } from "../config/packetdrill-options.js";

/** Names, and who has them. A word that ends with * stands for all names that begin so. */
interface Home {
  readonly where: string;
  readonly names: string;
}

/** Constants that scripts for other systems use; all are absent from the headers of Linux 6.12. */
const CONSTANTS: readonly Home[] = [
  {
    where: "other systems have it for RFC 6458, Linux does not",
    names:
      "SCTP_NOTIFICATIONS_STOPPED_EVENT SCTP_COMPLETE SCTP_EOR SCTP_EXPLICIT_EOR " +
      "SCTP_USE_EXT_RCVINFO SCTP_EXTRCV SCTP_NEXT_MSG_* SCTP_ASSOC_SUPPORTS_* SCTP_BOUND SCTP_LISTEN " +
      "SCTP_ADAPTION_INDICATION SCTP_PLUGGABLE_SS SCTP_SS_VALUE",
  },
  {
    where: "FreeBSD has it, Linux does not",
    names:
      "TCP_RACK_* TCP_BBR_* TCP_LOG TCP_LOGBUF TCP_LOGID TCP_LOGID_CNT TCP_LOGDUMP TCP_LOGDUMPID " +
      "TCP_FUNCTION_BLK TCP_FUNCTION_ALIAS TCP_NOPUSH TCP_NOOPT TCP_KEEPINIT TCP_CCALGOOPT TCP_STATS " +
      "TCP_PCAP_* TCP_DELACK TCP_REMOTE_UDP_ENCAPS_PORT TCP_DATA_AFTER_CLOSE TCP_MAXUNACKTIME SO_SETFIB " +
      "SO_USER_COOKIE SO_REUSEPORT_LB SO_LISTENQLIMIT SO_LISTENQLEN SO_LISTENINCQLEN SO_BINTIME " +
      "SO_ACCEPTFILTER SO_TS_CLOCK SO_NO_OFFLOAD SO_NO_DDP SO_LABEL SO_PEERLABEL SO_PROTOTYPE EDOOFUS " +
      "ENOTCAPABLE ECAPMODE FIONWRITE FIONSPACE",
  },
  {
    where: "the BSDs have it, Linux does not",
    names:
      "SO_USELOOPBACK SO_NOSIGPIPE SO_BINDANY SO_RTABLE SO_SPLICE SO_NETPROC SO_OVERFLOWED SO_NOHEADER " +
      "TCP_CONGCTL TCP_SACK_ENABLE IP_RECVDSTADDR IP_SENDSRCADDR IP_PORTRANGE IP_RECVIF IP_DONTFRAG " +
      "IPV6_PORTRANGE IPV6_USE_MIN_MTU O_SHLOCK O_EXLOCK O_ASYNC O_FSYNC MSG_NBIO MSG_BCAST MSG_MCAST " +
      "EPROCLIM EBADRPC ERPCMISMATCH EPROGUNAVAIL EPROGMISMATCH EPROCUNAVAIL EFTYPE EAUTH ENEEDAUTH " +
      "ENOATTR EIPSEC",
  },
  {
    where: "macOS has it, Linux does not",
    names:
      "TCP_KEEPALIVE TCP_CONNECTIONTIMEOUT TCP_RXT_CONNDROPTIME TCP_SENDMOREACKS TCP_ENABLE_ECN " +
      "TCP_CONNECTION_INFO SO_NREAD SO_NWRITE SO_NKE SO_NOADDRERR SO_RANDOMPORT IPV6_BOUND_IF IP_BOUND_IF " +
      "MSG_FLUSH MSG_HOLD MSG_SEND MSG_HAVEMORE MSG_RCVMORE MSG_NEEDSA",
  },
  {
    where: "a kernel header that is not for user space has it: write its value, 0x7fffffff",
    names: "TCP_INFINITE_SSTHRESH",
  },
  { where: "Linux had it once", names: "TCP_COOKIE_TRANSACTIONS MSG_PROXY" },
];

/** System calls of other versions of packetdrill that cannot be run here. */
const CALLS: readonly Home[] = [
  { where: "google's packetdrill has it, for kernels with PSP", names: "psp_rx_assoc psp_tx_assoc" },
];

/** Options of other versions of packetdrill. */
const OPTIONS: readonly Home[] = [
  {
    where: "nplab's packetdrill has it",
    names:
      "gateway_linklocal_ip local_linklocal_ip no_cleanup persistent_tun_dev tun_dev " + "udp_encapsulation",
  },
];

/** Where a constant is known that the headers of this kernel lack. */
export const constantElsewhere = finder(CONSTANTS);

/** Who has a system call that cannot be run here. */
export const callElsewhere = finder(CALLS);

const otherOption = finder(OPTIONS);

/** Who has an option that is none here. */
export function optionElsewhere(name: string): string | undefined {
  return refusedInScripts(name) ?? otherOption(name);
}

function finder(homes: readonly Home[]): (name: string) => string | undefined {
  const exact = new Map<string, string>();
  const prefixes: (readonly [string, string])[] = [];
  for (const { where, names } of homes)
    for (const name of names.split(" "))
      if (name.endsWith("*")) prefixes.push([name.slice(0, -1), where]);
      else exact.set(name, where);
  return (name) => exact.get(name) ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1];
}
