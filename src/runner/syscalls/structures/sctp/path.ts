// SPDX-License-Identifier: GPL-2.0
import { integers, type MemberKind, type Structure, sctp } from "../structure.js";

/**
 * struct sctp_paddrparams: heartbeats, limits and MTU of one path, or of all where the address is
 * empty; intervals and delays in ms. RFC 6458 section 8.1.12.
 */
export const pathParameters: Structure = {
  name: "sctp_paddrparams",
  members: {
    spp_assoc_id: "association",
    spp_address: "peer-address",
    ...integers(
      "spp_hbinterval spp_pathmaxrxt spp_pathmtu spp_sackdelay spp_flags spp_ipv6_flowlabel spp_dscp",
    ),
  },
  options: sctp("SCTP_PEER_ADDR_PARAMS"),
  inputs: ["spp_assoc_id", "spp_address"],
};

/** struct sctp_paddrinfo: state, congestion window and timeouts of a path; RFC 6458 section 8.2.2. */
export const pathInfo: Structure = {
  name: "sctp_paddrinfo",
  members: {
    spinfo_assoc_id: "association",
    spinfo_address: "peer-address",
    ...integers("spinfo_state spinfo_cwnd spinfo_srtt spinfo_rto spinfo_mtu"),
  },
  options: sctp("SCTP_GET_PEER_ADDR_INFO"),
  inputs: ["spinfo_assoc_id", "spinfo_address"],
};

const thresholds: Readonly<Record<string, MemberKind>> = {
  spt_assoc_id: "association",
  spt_address: "peer-address",
  ...integers("spt_pathmaxrxt spt_pathpfthld"),
};

/** struct sctp_paddrthlds: after how many timeouts a path fails, potentially or really; RFC 7829 section 7.2. */
export const pathThresholds: Structure = {
  name: "sctp_paddrthlds",
  members: thresholds,
  options: sctp("SCTP_PEER_ADDR_THLDS"),
  inputs: ["spt_assoc_id", "spt_address"],
};

/** The same with the threshold of a primary path that is switched; RFC 7829 section 7.2. */
export const pathThresholdsV2: Structure = {
  name: "sctp_paddrthlds_v2",
  members: { ...thresholds, ...integers("spt_pathcpthld") },
  options: sctp("SCTP_PEER_ADDR_THLDS_V2"),
  inputs: ["spt_assoc_id", "spt_address"],
};

/** struct sctp_udpencaps: the peer's port for SCTP in UDP, in network order; RFC 6951 section 6.1. */
export const udpEncapsulation: Structure = {
  name: "sctp_udpencaps",
  members: { sue_assoc_id: "association", sue_address: "peer-address", ...integers("sue_port") },
  options: sctp("SCTP_REMOTE_UDP_ENCAPS_PORT"),
  inputs: ["sue_assoc_id", "sue_address"],
};

/** struct sctp_probeinterval: in ms, between probes of the path MTU; Linux's own, for RFC 8899. */
export const probeInterval: Structure = {
  name: "sctp_probeinterval",
  members: { spi_assoc_id: "association", spi_address: "peer-address", ...integers("spi_interval") },
  options: sctp("SCTP_PLPMTUD_PROBE_INTERVAL"),
  inputs: ["spi_assoc_id", "spi_address"],
};

/** struct sctp_prim: the path that data take, RFC 6458 section 8.1.9. */
export const primaryAddress: Structure = {
  name: "sctp_prim",
  members: { ssp_assoc_id: "association", ssp_addr: "peer-address" },
  options: sctp("SCTP_PRIMARY_ADDR"),
  inputs: ["ssp_assoc_id"],
};

/** struct sctp_setpeerprim: the address of ours that the peer is to use, RFC 6458 section 8.3.1. */
export const peersPrimaryAddress: Structure = {
  name: "sctp_setpeerprim",
  members: { sspp_assoc_id: "association", sspp_addr: "socket-address" },
  options: sctp("SCTP_SET_PEER_PRIMARY_ADDR"),
};
