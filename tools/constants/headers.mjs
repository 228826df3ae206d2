// SPDX-License-Identifier: GPL-2.0
/** What is read, and which of it is of use to a script of system calls. */

/** Headers under include/uapi. */
export const UAPI_HEADERS = [
  "asm-generic/errno.h",
  "asm-generic/fcntl.h",
  "asm-generic/ioctls.h",
  "asm-generic/poll.h",
  "asm-generic/signal.h",
  "asm-generic/socket.h",
  "asm-generic/sockios.h",
  "asm-generic/unistd.h",
  "linux/capability.h",
  "linux/dccp.h",
  "linux/errqueue.h",
  "linux/eventpoll.h",
  "linux/filter.h",
  "linux/icmp.h",
  "linux/icmpv6.h",
  "linux/if.h",
  "linux/if_addr.h",
  "linux/if_ether.h",
  "linux/if_link.h",
  "linux/if_packet.h",
  "linux/in.h",
  "linux/in6.h",
  "linux/inet_diag.h",
  "linux/ip.h",
  "linux/ipv6.h",
  "linux/mman.h",
  "linux/mptcp.h",
  "linux/net_tstamp.h",
  "linux/netlink.h",
  "linux/rtnetlink.h",
  "linux/sctp.h",
  "linux/sock_diag.h",
  "linux/sockios.h",
  "linux/tcp.h",
  "linux/udp.h",
  "linux/uio.h",
];

/**
 * Parts of the user interface that the kernel keeps in internal headers, because libc
 * defines them for programs: taken out of the text of these files.
 */
export const INTERNAL_PARTS = [
  {
    file: "include/linux/socket.h",
    defines: /^(AF|PF|SOL|MSG|SCM)_|^sockaddr_storage$/,
    typedefs: ["sa_family_t"],
    structs: ["sockaddr", "linger", "user_msghdr", "mmsghdr", "cmsghdr"],
  },
  {
    file: "include/linux/net.h",
    defines: /^SOCK_(CLOEXEC|NONBLOCK)$/,
    enums: ["sock_type", "sock_shutdown_cmd"],
  },
  { file: "include/linux/splice.h", defines: /^SPLICE_F_/ },
  { file: "include/net/tcp.h", defines: /^TCPOPT_/ },
];

/** Internal headers that stand alone. */
export const INTERNAL_HEADERS = ["include/net/tcp_states.h"];

/** Macros and enumerators kept: the socket interface and what belongs to it. */
export const NAME_PATTERN = new RegExp(
  `^(${[
    "AF|PF|SOL|SO|MSG|SCM|SOCK|SHUT|IPPROTO|IP|IPV6|IPTOS|INADDR|ICMP|ICMPV6|MCAST|TCP|TCPI|TCPF|UDP",
    "UDPLITE|SCTP|DCCP|DCCPO|DCCPC|DCCPQ|MPTCP|EPOLL|POLL|F|FD|O|S|AT|SIG|SPLICE|CAP|SK|SOF|TCPOPT|HWTSTAMP",
    "NETLINK|NLM|NLMSG|RTM|RTN|RTPROT|RT|RTA|RTNH|IFA|IFLA|IFF|PROT|MAP|PACKET|ETH|CLOCK|UIO",
    "INET_DIAG|TCP_NLA|BPF|SKF|__NR",
  ].join("|")})_|^(E[A-Z0-9]+|SIG[A-Z0-9]+|SIO[A-Z0-9]+|FIO[A-Z0-9]+|TIOC[A-Z0-9]+|POLL[A-Z]+|IFNAMSIZ)$`,
);

/** Structures whose layouts system calls are marshalled by. */
export const STRUCTS = [
  "__kernel_old_timeval",
  "__user_cap_data_struct",
  "__user_cap_header_struct",
  "cmsghdr",
  "epoll_event",
  "group_req",
  "group_source_req",
  "ifaddrmsg",
  "ifinfomsg",
  "in6_pktinfo",
  "in_pktinfo",
  "iovec",
  "ip_mreq",
  "ip_mreq_source",
  "ip_mreqn",
  "ipv6_mreq",
  "linger",
  "mmsghdr",
  "nlmsghdr",
  "pollfd",
  "rtattr",
  "rtmsg",
  "so_timestamping",
  "sock_extended_err",
  "sock_filter",
  "sock_fprog",
  "sock_txtime",
  "sockaddr_in",
  "sockaddr_in6",
  "sockaddr_nl",
  "tcp_ao_add",
  "tcp_ao_del",
  "tcp_ao_info_opt",
  "tcp_bbr_info",
  "tcp_dctcp_info",
  "tcp_info",
  "tcp_md5sig",
  "tcp_repair_opt",
  "tcp_repair_window",
  "tcpvegas_info",
  "timespec",
  "user_msghdr",
];
