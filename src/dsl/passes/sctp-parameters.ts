// SPDX-License-Identifier: GPL-2.0
import type { SctpChunk, SctpParameter } from "../ast.js";
import { SCTP_PARAMETERS } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";
import { sctpNodes } from "./walk-sctp.js";

type Chunk = SctpChunk["type"];
type Parameter = SctpParameter["type"];

const SETUP: readonly Chunk[] = ["INIT", "INIT_ACK"];
const RECONFIGURATION: readonly Chunk[] = ["RECONFIG"];
const HEARTBEATS: readonly Chunk[] = ["HEARTBEAT", "HEARTBEAT_ACK"];

/** The chunks that a parameter is for; those that are not here may stand anywhere. */
const PLACES: Readonly<Partial<Record<Parameter, readonly Chunk[]>>> = {
  HEARTBEAT_INFORMATION: HEARTBEATS,
  IPV4_ADDRESS: [...SETUP, "ASCONF", "ASCONF_ACK"],
  IPV6_ADDRESS: [...SETUP, "ASCONF", "ASCONF_ACK"],
  STATE_COOKIE: ["INIT_ACK"],
  UNRECOGNIZED_PARAMETER: ["INIT_ACK"],
  COOKIE_PRESERVATIVE: ["INIT"],
  HOSTNAME_ADDRESS: SETUP,
  SUPPORTED_ADDRESS_TYPES: ["INIT"],
  OUTGOING_SSN_RESET: RECONFIGURATION,
  INCOMING_SSN_RESET: RECONFIGURATION,
  SSN_TSN_RESET: RECONFIGURATION,
  RECONFIG_RESPONSE: RECONFIGURATION,
  ADD_OUTGOING_STREAMS: RECONFIGURATION,
  ADD_INCOMING_STREAMS: RECONFIGURATION,
  RECONFIG_REQUEST_GENERIC: RECONFIGURATION,
  ECN_CAPABLE: SETUP,
  ZERO_CHECKSUM_ACCEPTABLE: SETUP,
  RANDOM: SETUP,
  CHUNK_LIST: SETUP,
  REQUESTED_HMAC_ALGORITHM: SETUP,
  PAD: ["INIT"],
  SUPPORTED_EXTENSIONS: SETUP,
  FORWARD_TSN_SUPPORTED: SETUP,
  ADD_IP_ADDRESS: ["ASCONF"],
  DELETE_IP_ADDRESS: ["ASCONF"],
  ERROR_CAUSE_INDICATION: ["ASCONF_ACK"],
  SET_PRIMARY_ADDRESS: [...SETUP, "ASCONF"],
  SUCCESS_INDICATION: ["ASCONF_ACK"],
  ADAPTATION_INDICATION: SETUP,
};

/**
 * Parameters stand in chunks that they are for; RFC 9260, sections 3.3.2, 3.3.3 and 3.3.5, and the
 * RFCs of the extensions. A script may inject something else on purpose, so that is no mistake.
 */
export const sctpParameters: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { packet, header } of headers(script)) {
    if (header.type !== "sctp" || packet.direction === "inbound") continue;
    for (const { node, chunk, quoted } of sctpNodes(header)) {
      if (quoted || !isParameter(node)) continue;
      const places = PLACES[node.type];
      if (places === undefined || places.includes(chunk.type)) continue;
      const message = `no ${chunk.type} has a ${node.type}, which is for ${places.join(" and ")}`;
      const warning = problem(script, node.span, "check/sctp-parameter", message);
      problems.push({ ...warning, severity: "warning" });
    }
  }
  return problems;
};

/** PAD is a chunk as well, which has flags. */
function isParameter(node: { readonly type: string }): node is SctpParameter {
  return Object.hasOwn(SCTP_PARAMETERS, node.type) && !("flags" in node);
}
