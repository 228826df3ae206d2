// SPDX-License-Identifier: GPL-2.0
import type { OptionLine, Span } from "../../dsl/ast.js";
import { DEFAULT_PORT } from "../../inject/mapping/endpoint.js";
import { IPV4_BYTES, type IpAddress, parseAddress } from "../../inject/wire/address.js";
import { ScriptError } from "../script-error.js";
import { EVENT_NS } from "../timing/pace.js";
import { type Tolerance, tolerance } from "../timing/tolerance.js";
import { mergeSettings, type OptionSettings, plainOptions, scriptOptions } from "./options.js";
import { prefixLengthOf } from "./prefix.js";
import type { Variant } from "./variant.js";

/** How the network of a run is set up. */
export interface NetworkConfig {
  readonly wire: "ipv4" | "ipv6";
  /** Of the kernel; on the device. */
  readonly local: IpAddress;
  readonly prefixLength: number;
  readonly gateway: IpAddress;
  /** On the other side of the device. */
  readonly remote: IpAddress;
  readonly remotePrefixLength: number;
  /** Bytes. */
  readonly mtu: number;
  /** `--is_anyip`: the device has no address, and the route no gateway. */
  readonly isAnyip: boolean;
  /** Whether the device merges TCP and UDP packets that it receives in one interval. */
  readonly hasGro: boolean;
}

/** All that a run depends on besides the script and the kernel. */
export interface RunConfig {
  readonly variant: Variant;
  readonly network: NetworkConfig;
  readonly bindPort: number;
  readonly connectPort: number;
  readonly tolerance: Tolerance;
  /** Virtual time that passes at least between two things that the script does, in ns. */
  readonly eventNs: number;
  /**
   * How long the device waits for more packets after the first one before it raises an interrupt,
   * in ns, as `ethtool -C rx-usecs`; undefined: each packet raises one.
   */
  readonly coalesceNs: number | undefined;
  /** Segment size in bytes that injected TCP packets stand for several of; 0: they are one. */
  readonly mss: number;
  readonly scaledEchoes: boolean;
  /** Length of a tick of TCP timestamps in µs; 0: their values are not compared. */
  readonly timestampTickUs: number;
  /** Signs segments that are to have a right MD5 digest where the script has not set a key. */
  readonly md5Secret: Uint8Array | undefined;
  readonly strictSegments: boolean;
  readonly keepSentBuffers: boolean;
  /** Outbound packets that differ are reported, and the script goes on. */
  readonly nonFatalPackets: boolean;
  /** Likewise system calls whose result differs. */
  readonly nonFatalCalls: boolean;
  /** Commands that run before the script's own. */
  readonly initScripts: readonly string[];
}

const DEFAULT_MTU = 1500;
const NS_PER_US = 1000;
const IPV6_PREFIX_LENGTH = 48;
/** One second: beyond it events would no longer be at their times. */
const MAX_EVENT_NS = 1_000_000_000;
const MAX_COALESCE_US = 1_000_000;

/**
 * Puts together what holds for a run: the script's options, over them the variant's, and over
 * those the user's. packetdrill's command line wins over the script, and the variants are the
 * command lines of its run_all.py; so the addresses that a script names do not count in them.
 * Where the user names the IP version, as with packetdrill's own command line, the script's options
 * win over the variant's.
 * @throws {ScriptError} bad-option
 */
export function resolveConfig(
  variant: Variant,
  lines: readonly OptionLine[],
  user: Readonly<Record<string, string>>,
): RunConfig {
  const [script, suite, given] = [scriptOptions(lines), plainOptions(variant.options), plainOptions(user)];
  new OptionReader(script).checkAddresses();
  const isAlone = given.has("ip_version");
  const settings = isAlone ? mergeSettings(suite, script, given) : mergeSettings(script, suite, given);
  const read = new OptionReader(settings);
  const coalesceUs = read.integer("gro_usecs", 0, MAX_COALESCE_US);
  return {
    variant,
    network: networkConfig(variant, read),
    bindPort: read.integer("bind_port", 1, 0xffff) ?? DEFAULT_PORT,
    connectPort: read.integer("connect_port", 1, 0xffff) ?? DEFAULT_PORT,
    tolerance: tolerance(
      read.integer("tolerance_usecs", 0, Number.MAX_SAFE_INTEGER),
      read.decimal("tolerance_percent", 0, 100),
    ),
    eventNs: read.integer("event_nsecs", 0, MAX_EVENT_NS) ?? EVENT_NS,
    coalesceNs: coalesceUs === undefined ? undefined : coalesceUs * NS_PER_US,
    mss: read.integer("mss", 1, 0xffff) ?? 0,
    scaledEchoes: settings.has("tcp_ts_ecr_scaled"),
    timestampTickUs: read.integer("tcp_ts_tick_usecs", 0, 1_000_000) ?? 0,
    md5Secret: read.text("tcp_md5_secret"),
    strictSegments: settings.has("strict_segments"),
    keepSentBuffers: settings.has("send_omit_free"),
    nonFatalPackets: read.list("non_fatal", /[, ]/).includes("packet"),
    nonFatalCalls: read.list("non_fatal", /[, ]/).includes("syscall"),
    initScripts: read.list("init_scripts", ","),
  };
}

function networkConfig({ wire }: Variant, read: OptionReader): NetworkConfig {
  const local = read.address("local_ip", wire);
  const remote = read.prefix("remote_ip", wire);
  const netmask = wire === "ipv4" ? read.netmask("netmask_ip") : IPV6_PREFIX_LENGTH;
  return {
    wire,
    local,
    prefixLength: netmask,
    gateway: read.address("gateway_ip", wire),
    remote: remote.address,
    remotePrefixLength: remote.length,
    mtu: read.integer("mtu", 68, 0xffff) ?? DEFAULT_MTU,
    isAnyip: read.has("is_anyip"),
    hasGro: read.has("gro_usecs"),
  };
}

/** Reads options as what they are to be. */
class OptionReader {
  readonly #settings: OptionSettings;

  constructor(settings: OptionSettings) {
    this.#settings = settings;
  }

  has(name: string): boolean {
    return this.#settings.has(name);
  }

  /** The bytes of a text. */
  text(name: string): Uint8Array | undefined {
    const setting = this.#settings.get(name);
    return setting && Buffer.from(setting.value);
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.decimal(name, min, max);
    if (value !== undefined && !Number.isInteger(value)) throw this.#bad(name, "a whole number");
    return value;
  }

  decimal(name: string, min: number, max: number): number | undefined {
    const setting = this.#settings.get(name);
    if (setting === undefined) return undefined;
    const value = /^\d+(\.\d+)?$/.test(setting.value) ? Number(setting.value) : Number.NaN;
    if (!(value >= min && value <= max)) throw this.#bad(name, `a number from ${min} to ${max}`);
    return value;
  }

  /** Words between separators. */
  list(name: string, separator: string | RegExp): readonly string[] {
    const text = this.#settings.get(name)?.value ?? "";
    return text.split(separator).flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));
  }

  /** Addresses that do not count have to be some nevertheless. */
  checkAddresses(): void {
    for (const name of ["local_ip", "gateway_ip", "remote_ip"]) {
      const value = this.#settings.get(name)?.value;
      if (value !== undefined) this.prefix(name, value.includes(":") ? "ipv6" : "ipv4");
    }
    if (this.has("netmask_ip")) this.netmask("netmask_ip");
  }

  address(name: string, wire: "ipv4" | "ipv6"): IpAddress {
    const { address, length } = this.prefix(name, wire);
    if (length !== 8 * address.length) throw this.#bad(name, "an address without prefix length");
    return address;
  }

  prefix(name: string, wire: "ipv4" | "ipv6"): { readonly address: IpAddress; readonly length: number } {
    const [text = "", length] = (this.#settings.get(name)?.value ?? "").split("/");
    const address = parseAddress(text);
    if (address === undefined || (address.length === IPV4_BYTES) !== (wire === "ipv4"))
      throw this.#bad(name, `an ${wire === "ipv4" ? "IPv4" : "IPv6"} address`);
    const bits = length === undefined ? 8 * address.length : Number(length);
    if (!(Number.isInteger(bits) && bits >= 0 && bits <= 8 * address.length))
      throw this.#bad(name, "a prefix length that fits the address");
    return { address, length: bits };
  }

  netmask(name: string): number {
    const mask = parseAddress(this.#settings.get(name)?.value ?? "");
    const length = mask === undefined ? undefined : prefixLengthOf(mask);
    if (length === undefined) throw this.#bad(name, "a network mask such as 255.255.0.0");
    return length;
  }

  #bad(name: string, wanted: string): ScriptError {
    const setting = this.#settings.get(name);
    const span: Span = setting?.span ?? { start: 0, end: 0, line: 0, column: 0 };
    return new ScriptError("bad-option", span, `--${name}=${setting?.value ?? ""} is not ${wanted}`);
  }
}
