// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure, sctp } from "../structure.js";

/** struct sctp_authchunk: a type of chunks that the peer has to authenticate, RFC 6458 section 8.3.2. */
export const authenticatedChunk: Structure = {
  name: "sctp_authchunk",
  members: integers("sauth_chunk"),
  options: sctp("SCTP_AUTH_CHUNK"),
};

/** `{shmac_num_idents=1, shmac_idents=[SCTP_AUTH_HMAC_ID_SHA256]}`: RFC 6458 section 8.1.17. */
export const hashAlgorithms: Structure = {
  name: "sctp_hmacalgo",
  members: { ...integers("shmac_num_idents"), shmac_idents: "integers" },
  aliases: { shmac_number_of_idents: "shmac_num_idents" },
  options: sctp("SCTP_HMAC_IDENT"),
};

/** struct sctp_authkey: a shared key, as a string or a list of bytes; RFC 6458 section 8.3.3. */
export const authenticationKey: Structure = {
  name: "sctp_authkey",
  members: {
    sca_assoc_id: "association",
    ...integers("sca_keynumber sca_keylength"),
    sca_key: "integers",
  },
  options: sctp("SCTP_AUTH_KEY"),
};

/** struct sctp_authkeyid: the key that is used, or goes; RFC 6458 sections 8.1.18, 8.3.4 and 8.3.5. */
export const authenticationKeyId: Structure = {
  name: "sctp_authkeyid",
  members: { scact_assoc_id: "association", ...integers("scact_keynumber") },
  options: sctp("SCTP_AUTH_ACTIVE_KEY", "SCTP_AUTH_DELETE_KEY", "SCTP_AUTH_DEACTIVATE_KEY"),
  inputs: ["scact_assoc_id"],
};

/** struct sctp_authchunks: the types that are authenticated, RFC 6458 sections 8.2.3 and 8.2.4. */
export const authenticatedChunks: Structure = {
  name: "sctp_authchunks",
  members: {
    gauth_assoc_id: "association",
    ...integers("gauth_number_of_chunks"),
    gauth_chunks: "integers",
  },
  aliases: { guth_number_of_chunks: "gauth_number_of_chunks" },
  options: sctp("SCTP_PEER_AUTH_CHUNKS", "SCTP_LOCAL_AUTH_CHUNKS"),
  inputs: ["gauth_assoc_id"],
};
