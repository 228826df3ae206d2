// SPDX-License-Identifier: GPL-2.0

/** A way to run a script: which IP version its sockets and its packets have. */
export type VariantName = "ipv4" | "ipv4-mapped-v6" | "ipv6";

export interface Variant {
  readonly name: VariantName;
  /** As `--ip_version` has it. */
  readonly ipVersion: "ipv4" | "ipv4-mapped-ipv6" | "ipv6";
  /** Of the packets on the wire. */
  readonly wire: "ipv4" | "ipv6";
  /** Of sockets: the domain of `socket(..., …)`. */
  readonly socket: "ipv4" | "ipv6";
  /** Options of packetdrill that hold unless the script or the user says otherwise. */
  readonly options: Readonly<Record<string, string>>;
  /** `-D` definitions, likewise. */
  readonly defines: Readonly<Record<string, string>>;
}

/*
 * The values are an agreement between the public suites and whoever runs them: packetdrill's
 * run_all.py and the kernel's ksft_runner.sh pass the same. The Fast Open cookies follow from
 * the addresses and the key that the suites' defaults.sh sets.
 */
const IPV4_OPTIONS = {
  local_ip: "192.168.0.1",
  gateway_ip: "192.168.0.1",
  netmask_ip: "255.255.0.0",
  remote_ip: "192.0.2.1",
} as const;

const IPV4_DEFINES = { TFO_COOKIE: "3021b9d889017eeb", CODE: "host_unreachable" } as const;

export const VARIANTS: readonly Variant[] = [
  {
    name: "ipv4",
    ipVersion: "ipv4",
    wire: "ipv4",
    socket: "ipv4",
    options: IPV4_OPTIONS,
    defines: { ...IPV4_DEFINES, CMSG_LEVEL_IP: "SOL_IP", CMSG_TYPE_RECVERR: "IP_RECVERR" },
  },
  {
    name: "ipv4-mapped-v6",
    ipVersion: "ipv4-mapped-ipv6",
    wire: "ipv4",
    socket: "ipv6",
    options: IPV4_OPTIONS,
    defines: { ...IPV4_DEFINES, CMSG_LEVEL_IP: "SOL_IPV6", CMSG_TYPE_RECVERR: "IPV6_RECVERR" },
  },
  {
    name: "ipv6",
    ipVersion: "ipv6",
    wire: "ipv6",
    socket: "ipv6",
    options: {
      mtu: "1520",
      local_ip: "fd3d:0a0b:17d6::1",
      gateway_ip: "fd3d:0a0b:17d6:8888::1",
      remote_ip: "fd3d:fa7b:d17d::1",
    },
    defines: { TFO_COOKIE: "c1d1e9742a47a9bc", CMSG_LEVEL_IP: "SOL_IPV6", CMSG_TYPE_RECVERR: "IPV6_RECVERR" },
  },
];

/** The variants that the name of a script allows: `…v4.pkt` and `…v6.pkt` are for one family. */
export function variantsForName(path: string): readonly Variant[] {
  if (path.endsWith("v6.pkt")) return VARIANTS.filter(({ wire }) => wire === "ipv6");
  if (path.endsWith("v4.pkt")) return VARIANTS.filter(({ wire }) => wire === "ipv4");
  return VARIANTS;
}
