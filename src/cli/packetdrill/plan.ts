// SPDX-License-Identifier: GPL-2.0
import type { OptionLine } from "../../dsl/ast.js";
import { optionText } from "../../runner/config/options.js";
import { VARIANTS, type Variant } from "../../runner/config/variant.js";

/** IPv4, as packetdrill has it on a machine without an address. */
const DEFAULT_VERSION = "ipv4";
/** TUN_DRIVER_DEFAULT_MTU; the variants have what run_all.py says. */
const DEFAULT_MTU = "1500";

/** The one way in which packetdrill runs a script, and options that follow from it. */
export interface PacketdrillPlan {
  readonly variant: Variant;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Unlike `ktest run`, packetdrill runs a script once: with the IP version of the command line, or
 * that of the script, whatever the file is called.
 * @returns undefined if the script asks for an IP version that there is not
 */
export function planScript(
  lines: readonly OptionLine[],
  options: Readonly<Record<string, string>>,
): PacketdrillPlan | undefined {
  const version = options.ip_version ?? optionText(lines, "ip_version") ?? DEFAULT_VERSION;
  const variant = VARIANTS.find(({ ipVersion }) => ipVersion === version);
  if (variant === undefined) return undefined;
  const hasMtu = options.mtu !== undefined || lines.some(({ name }) => name === "mtu");
  const settings = { ...options, ip_version: variant.ipVersion };
  return { variant, options: hasMtu ? settings : { ...settings, mtu: DEFAULT_MTU } };
}
