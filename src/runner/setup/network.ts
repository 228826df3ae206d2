// SPDX-License-Identifier: GPL-2.0
import type { DeviceId, Kernel } from "../../kernel/kernel.js";
import type { NetworkConfig } from "../config/config.js";
import { networkOf } from "../config/prefix.js";
import type { Constants } from "../constants.js";
import type { Heap } from "../memory.js";
import { type RouteRequest, requestRoutes, u32 } from "./netlink.js";

/** The scripted device: the suites' `tc` and `ip` commands expect this name. */
export const DEVICE_NAME = "tun0";

/** Index of the loopback device in each network namespace; include/net/net_namespace.h. */
const LOOPBACK_INDEX = 1;

/**
 * Makes the network that packetdrill makes: a layer 3 device with checksum and segmentation
 * offload, up and with the local address, and a route to the remote addresses by way of the
 * gateway. The loopback device is up, too.
 * @throws {import("./netlink.js").NetlinkError}
 */
export function setUpNetwork(
  kernel: Kernel,
  constants: Constants,
  heap: Heap,
  config: NetworkConfig,
): DeviceId {
  const device = kernel.createDevice({
    name: DEVICE_NAME,
    mtu: config.mtu,
    checksumOffload: true,
    tso: true,
    gro: config.hasGro,
  });
  requestRoutes(kernel, constants, heap, [
    linkUp(constants, LOOPBACK_INDEX, "lo"),
    linkUp(constants, device, DEVICE_NAME),
    ...(config.isAnyip ? [] : [address(constants, device, config)]),
    route(constants, device, config),
  ]);
  return device;
}

function linkUp(constants: Constants, index: number, name: string): RouteRequest {
  const up = constants.require("IFF_UP");
  return {
    purpose: `ip link set ${name} up`,
    type: constants.require("RTM_NEWLINK"),
    flags: 0,
    struct: "ifinfomsg",
    fields: { ifi_family: constants.require("AF_UNSPEC"), ifi_index: index, ifi_flags: up, ifi_change: up },
    attributes: [],
  };
}

/** Without duplicate address detection, which would keep an IPv6 address tentative for a second. */
function address(constants: Constants, device: DeviceId, config: NetworkConfig): RouteRequest {
  const flags = config.wire === "ipv6" ? constants.require("IFA_F_NODAD") : 0;
  return {
    purpose: `ip addr add to ${DEVICE_NAME}`,
    type: constants.require("RTM_NEWADDR"),
    flags: constants.require("NLM_F_CREATE") | constants.require("NLM_F_EXCL"),
    struct: "ifaddrmsg",
    fields: {
      ifa_family: familyOf(constants, config),
      ifa_prefixlen: config.prefixLength,
      ifa_flags: flags,
      ifa_scope: constants.require("RT_SCOPE_UNIVERSE"),
      ifa_index: device,
    },
    attributes: [
      { type: constants.require("IFA_LOCAL"), value: config.local },
      { type: constants.require("IFA_ADDRESS"), value: config.local },
    ],
  };
}

function route(constants: Constants, device: DeviceId, config: NetworkConfig): RouteRequest {
  const scope = config.isAnyip && config.wire === "ipv4" ? "RT_SCOPE_LINK" : "RT_SCOPE_UNIVERSE";
  const gateway = { type: constants.require("RTA_GATEWAY"), value: config.gateway };
  return {
    purpose: `ip route add by way of ${DEVICE_NAME}`,
    type: constants.require("RTM_NEWROUTE"),
    flags: constants.require("NLM_F_CREATE") | constants.require("NLM_F_REPLACE"),
    struct: "rtmsg",
    fields: {
      rtm_family: familyOf(constants, config),
      rtm_dst_len: config.remotePrefixLength,
      rtm_table: constants.require("RT_TABLE_MAIN"),
      rtm_protocol: constants.require("RTPROT_BOOT"),
      rtm_scope: constants.require(scope),
      rtm_type: constants.require("RTN_UNICAST"),
    },
    attributes: [
      { type: constants.require("RTA_DST"), value: networkOf(config.remote, config.remotePrefixLength) },
      { type: constants.require("RTA_OIF"), value: u32(device) },
      ...(config.isAnyip ? [] : [gateway]),
    ],
  };
}

function familyOf(constants: Constants, { wire }: NetworkConfig): number {
  return constants.require(wire === "ipv4" ? "AF_INET" : "AF_INET6");
}
