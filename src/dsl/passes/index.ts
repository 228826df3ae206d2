// SPDX-License-Identifier: GPL-2.0

/**
 * Checks of a script that need no kernel: each is one file and a function from the script to what
 * is wrong with it. They change nothing and know nothing of each other. What only the runner can
 * know (options, names of system calls, constants and errors) is left to it.
 *
 * May import ast, diagnostic and escape.
 */
import type { Script } from "../ast.js";
import { type Diagnostic, inOrder } from "../diagnostic.js";
import { addresses } from "./addresses.js";
import { badChecksum } from "./bad-checksum.js";
import { contents } from "./contents.js";
import { dccpFields } from "./dccp-fields.js";
import { dccpOptionPlace } from "./dccp-option-place.js";
import { dccpOptions } from "./dccp-options.js";
import { emptyScript } from "./empty-script.js";
import { escapes } from "./escapes.js";
import { fieldRanges } from "./field-ranges.js";
import { fragments } from "./fragments.js";
import { inboundWindow } from "./inbound-window.js";
import { ipv6Options } from "./ipv6-options.js";
import { mptcpHash } from "./mptcp-hash.js";
import { mptcpKeys } from "./mptcp-keys.js";
import { mptcpSegment } from "./mptcp-segment.js";
import { openFields } from "./open-fields.js";
import { outboundOnly } from "./outbound-only.js";
import type { Pass } from "./pass.js";
import { resetReason } from "./reset-reason.js";
import { sctpAddresses } from "./sctp-addresses.js";
import { sctpLengths } from "./sctp-lengths.js";
import { sctpPacket } from "./sctp-packet.js";
import { sctpParameters } from "./sctp-parameters.js";
import { sequenceLength } from "./sequence-length.js";
import { tcpInUdp } from "./tcp-in-udp.js";
import { tcpOptions } from "./tcp-options.js";
import { timeOrder } from "./time-order.js";
import { udpLiteCoverage } from "./udplite-coverage.js";

export type { Pass } from "./pass.js";

/** They look at one event at a time. */
export const EVENT_PASSES: readonly Pass[] = [
  outboundOnly,
  badChecksum,
  inboundWindow,
  sequenceLength,
  fieldRanges,
  ipv6Options,
  fragments,
  tcpOptions,
  tcpInUdp,
  resetReason,
  contents,
  openFields,
  sctpPacket,
  sctpLengths,
  sctpParameters,
  sctpAddresses,
  udpLiteCoverage,
  mptcpHash,
  mptcpSegment,
  dccpFields,
  dccpOptions,
  dccpOptionPlace,
  addresses,
  escapes,
];

/** They look at events in their context, so they need all of them. */
export const SCRIPT_PASSES: readonly Pass[] = [emptyScript, timeOrder, mptcpKeys];

/**
 * All findings of all passes, in the order of the text.
 *
 * @param complete false if parts of the file could not be parsed
 */
export function check(script: Script, complete: boolean): Diagnostic[] {
  const passes = complete ? [...SCRIPT_PASSES, ...EVENT_PASSES] : EVENT_PASSES;
  return inOrder(passes.flatMap((pass) => pass(script)));
}
