// SPDX-License-Identifier: GPL-2.0
import { formatAddress } from "../../inject/wire/address.js";
import type { RunConfig } from "../config/config.js";
import { maskOf } from "../config/prefix.js";
import { DEVICE_NAME } from "../setup/network.js";

/**
 * What tells how this process was started, and differs from start to start: shells make it themselves
 * for the programs they run.
 */
const OF_THE_STARTER = new Set(["_", "OLDPWD", "SHLVL", "PWD", "PACKETDRILL_PID"]);

let environment: Readonly<Record<string, string>> | undefined;

/**
 * The environment of commands: that of this process, which does not change. PACKETDRILL_PID, which
 * is another in each process, comes on top of it.
 */
export function commandEnvironment(): Readonly<Record<string, string>> {
  environment ??= Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || OF_THE_STARTER.has(name) ? [] : [[name, value] as const],
    ),
  );
  return environment;
}

const environments = new WeakMap<RunConfig, Readonly<Record<string, string>>>();

/**
 * The variables that tell a command about its run, as packetdrill sets them: addresses and ports,
 * the IP version and the device. One object for one configuration.
 */
export function runEnvironment(config: RunConfig): Readonly<Record<string, string>> {
  const known = environments.get(config) ?? makeRunEnvironment(config);
  environments.set(config, known);
  return known;
}

function makeRunEnvironment({
  variant,
  network,
  bindPort,
  connectPort,
  mss,
}: RunConfig): Readonly<Record<string, string>> {
  const { local, gateway, remote, mtu, prefixLength } = network;
  return {
    OPT_IP_VERSION: variant.ipVersion,
    OPT_LOCAL_DEV: DEVICE_NAME,
    OPT_LOCAL_IP: formatAddress(local),
    OPT_GATEWAY_IP: formatAddress(gateway),
    OPT_REMOTE_IP: formatAddress(remote),
    OPT_BIND_PORT: String(bindPort),
    OPT_CONNECT_PORT: String(connectPort),
    OPT_MTU: String(mtu),
    OPT_MSS: String(mss),
    ...(network.wire === "ipv4" && { OPT_NETMASK_IP: formatAddress(maskOf(prefixLength)) }),
  };
}
