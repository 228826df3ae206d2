// SPDX-License-Identifier: GPL-2.0
import type { Constants } from "../../constants.js";
import type { GetSocketOption, VariableSource } from "./source.js";
import { structVariables } from "./struct.js";

const ID_BYTES = 4;

/**
 * The number of the association for the value of an option that begins with it: the first one of a
 * one-to-many socket. One-to-one sockets have no list of them, and the kernel takes no number there.
 */
function association(ask: GetSocketOption, constants: Constants): Uint8Array {
  const ids = ask("SOL_SCTP", "SCTP_GET_ASSOC_ID_LIST");
  const offset = constants.struct("sctp_assoc_ids").fields.get("gaids_assoc_id")?.offset ?? ID_BYTES;
  return ids?.slice(offset, offset + ID_BYTES) ?? new Uint8Array();
}

/**
 * `sstat_*` of the association and `spinfo_*` of its primary path: SCTP_STATUS,
 * sctp_getsockopt_sctp_status() in net/sctp/socket.c.
 */
export const associationStatus: VariableSource = {
  option: ["SOL_SCTP", "SCTP_STATUS"],
  names: /\b(?:sstat|spinfo)_/,
  request: association,
  variables: (value, constants) => {
    const primary = constants.struct("sctp_status").fields.get("sstat_primary")?.offset ?? value.length;
    return [
      ...structVariables(value, "sctp_status", constants),
      ...structVariables(value.subarray(primary), "sctp_paddrinfo", constants),
    ];
  },
};

/** `sas_*`: the counters of the association. Asking for them starts a new period of sas_maxrto. */
export const associationStatistics: VariableSource = {
  option: ["SOL_SCTP", "SCTP_GET_ASSOC_STATS"],
  names: /\bsas_/,
  request: association,
  variables: (value, constants) => structVariables(value, "sctp_assoc_stats", constants),
};
