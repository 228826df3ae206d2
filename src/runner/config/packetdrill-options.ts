// SPDX-License-Identifier: GPL-2.0

/** An option as scripts have it. */
export interface ScriptOption {
  readonly kind: "value" | "flag";
  /** Given more than once, the last one counts unless the values add up. */
  readonly repeats?: "joined";
}

/** An option of google's packetdrill, in scripts and on its command line. */
export interface PacketdrillOption extends ScriptOption {
  /** The letter that stands for it on the command line. */
  readonly letter?: string;
  /** Where it may stand; absent: in scripts and on the command line. */
  readonly only?: "command line";
  /** Why it changes nothing. */
  readonly idle?: string;
  /** Why it cannot be followed. */
  readonly refused?: string;
}

const TWO_MACHINES = "packetdrill has it for tests between two machines, and here is only one";
const LOADED_STACK = "google's packetdrill has it, to load a network stack";
const OWN_PYTHON = "%{ }% blocks are evaluated by ktest, or by python3 where it cannot";

/** All options, in the order in which packetdrill lists them. */
export const PACKETDRILL_OPTIONS: ReadonlyMap<string, PacketdrillOption> = new Map<string, PacketdrillOption>(
  [
    ["ip_version", { kind: "value" }],
    ["bind_port", { kind: "value" }],
    ["code_command", { kind: "value", idle: OWN_PYTHON }],
    ["code_format", { kind: "value", idle: OWN_PYTHON }],
    ["code_sockopt", { kind: "value", idle: "the kind of socket tells which structure it has" }],
    ["connect_port", { kind: "value" }],
    ["remote_ip", { kind: "value" }],
    ["local_ip", { kind: "value" }],
    ["gateway_ip", { kind: "value" }],
    ["netmask_ip", { kind: "value" }],
    ["speed", { kind: "value", idle: "the scripted device takes no time for a packet" }],
    ["mss", { kind: "value" }],
    ["mtu", { kind: "value" }],
    ["init_scripts", { kind: "value" }],
    ["tolerance_usecs", { kind: "value" }],
    ["tolerance_percent", { kind: "value" }],
    ["wire_client", { kind: "flag", refused: TWO_MACHINES }],
    ["wire_server", { kind: "flag", refused: TWO_MACHINES }],
    ["wire_server_ip", { kind: "value", refused: TWO_MACHINES }],
    ["wire_server_at", { kind: "value", refused: TWO_MACHINES }],
    ["wire_server_port", { kind: "value", refused: TWO_MACHINES }],
    ["wire_client_dev", { kind: "value", refused: TWO_MACHINES }],
    ["wire_server_dev", { kind: "value", refused: TWO_MACHINES }],
    ["so_filename", { kind: "value", refused: LOADED_STACK }],
    ["so_flags", { kind: "value", refused: LOADED_STACK }],
    ["tcp_ts_ecr_scaled", { kind: "flag" }],
    ["tcp_ts_tick_usecs", { kind: "value" }],
    ["strict_segments", { kind: "flag" }],
    ["non_fatal", { kind: "value", repeats: "joined" }],
    ["dry_run", { kind: "flag", only: "command line" }],
    ["is_anyip", { kind: "flag" }],
    ["send_omit_free", { kind: "flag" }],
    ["psp_udp_port", { kind: "value", refused: "google's packetdrill has it, for kernels with PSP" }],
    ["debug", { kind: "flag", only: "command line" }],
    ["define", { kind: "value", letter: "D" }],
    ["verbose", { kind: "flag", letter: "v" }],
  ],
);

/** Why an option has no place in a script; undefined if it has one, or is none of packetdrill's. */
export function refusedInScripts(name: string): string | undefined {
  const option = PACKETDRILL_OPTIONS.get(name);
  if (option?.only !== undefined)
    return "packetdrill has it, for itself: ktest check and ktest run --verbose do the same";
  return option?.refused;
}
