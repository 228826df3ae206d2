// SPDX-License-Identifier: GPL-2.0
import { type Command, Option } from "commander";
import { VARIANTS } from "../../runner/config/variant.js";
import { definition } from "./definition.js";
import { positiveNumber, variantName, wholeNumber } from "./option-values.js";
import { DAY_SECONDS, MINUTE_SECONDS } from "./run-options.js";

/** Options of `ktest exec` as commander gives them. */
export interface ExecCommandOptions {
  readonly script?: string;
  readonly pcap?: string;
  readonly seed: number;
  readonly variant?: string;
  readonly local_ip?: string;
  readonly remote_ip?: string;
  readonly gateway_ip?: string;
  readonly netmask_ip?: string;
  readonly mtu?: string;
  /** Real time for the program, in s. */
  readonly timeout?: number;
  readonly virtualTimeLimit: number;
  /** For the script. */
  readonly realTimeLimit: number;
  readonly cache: boolean;
  readonly define: readonly string[];
  readonly library?: string;
  /** Name of a kernel. */
  readonly kernel?: string;
}

/** Adds the options to a command. */
export function addExecOptions(command: Command): Command {
  return command
    .option("--script <file>", "run this script first; the program finds the state that it led to")
    .option("--pcap <file>", "write a capture of what is sent and received on tun0")
    .option("--seed <n>", "seed of the kernel's random numbers", wholeNumber, 0)
    .option(
      "--variant <name>",
      `network: ${VARIANTS.map(({ name }) => name).join(", ")} (default: the script's first)`,
      variantName,
    )
    .option("--local_ip <address>", "address of the device, tun0")
    .option("--remote_ip <prefix>", "addresses that are reached by way of it")
    .option("--gateway_ip <address>", "gateway of the route there")
    .option("--netmask_ip <mask>", "network mask of an IPv4 address")
    .option("--mtu <bytes>", "MTU of the device")
    .option("--timeout <s>", "real time that the program may take (default: any)", positiveNumber)
    .option(
      "--virtual-time-limit <s>",
      "virtual time that the script and the program may take",
      positiveNumber,
      DAY_SECONDS,
    )
    .option("--real-time-limit <s>", "real time that the script may take", positiveNumber, MINUTE_SECONDS)
    .option("--no-cache", "boot, and run the script's init command, again")
    .option("-D, --define <name=value>", "define a name for the script; may be repeated", definition, [])
    .option("--kernel <name>", "build to run on, of ktest kernel list")
    .addOption(new Option("--library <path>", "kernel library to run").conflicts("kernel"))
    .passThroughOptions();
}

/** Those that decide about the network, by packetdrill's names: they win over the script's. */
export function networkOptions(options: ExecCommandOptions): Readonly<Record<string, string>> {
  const { local_ip, remote_ip, gateway_ip, netmask_ip, mtu } = options;
  const given = { local_ip, remote_ip, gateway_ip, netmask_ip, mtu };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
