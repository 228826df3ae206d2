// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure, tcp } from "./structure.js";

/** `{tcpm_addr=..., tcpm_keylen=6, tcpm_key="secret"}`: struct tcp_md5sig, a key of RFC 2385. */
export const md5Signature: Structure = {
  name: "tcp_md5sig",
  members: {
    tcpm_addr: "socket-address",
    ...integers("tcpm_flags tcpm_prefixlen tcpm_keylen tcpm_ifindex"),
    tcpm_key: "bytes",
  },
  options: tcp("TCP_MD5SIG", "TCP_MD5SIG_EXT"),
};

/**
 * `{addr=..., alg_name="cmac(aes128)", prefix=32, sndid=100, rcvid=100, keylen=6, key="secret"}`:
 * struct tcp_ao_add, a master key tuple of RFC 5925 (Documentation/networking/tcp_ao.rst).
 */
export const authenticationKey: Structure = {
  name: "tcp_ao_add",
  members: {
    addr: "socket-address",
    alg_name: "bytes",
    ...integers("ifindex set_current set_rnext prefix sndid rcvid maclen keyflags keylen"),
    key: "bytes",
  },
  options: tcp("TCP_AO_ADD_KEY"),
};

/** struct tcp_ao_del: which key goes. */
export const removedAuthenticationKey: Structure = {
  name: "tcp_ao_del",
  members: {
    addr: "socket-address",
    ...integers("ifindex set_current set_rnext del_async prefix sndid rcvid current_key rnext keyflags"),
  },
  options: tcp("TCP_AO_DEL_KEY"),
};

/** struct tcp_ao_info_opt: what a socket demands of its peers, and its counters. */
export const authenticationInfo: Structure = {
  name: "tcp_ao_info_opt",
  members: integers(
    "set_current set_rnext ao_required set_counters accept_icmps current_key rnext " +
      "pkt_good pkt_bad pkt_key_not_found pkt_ao_required pkt_dropped_icmp",
  ),
  options: tcp("TCP_AO_INFO"),
};
