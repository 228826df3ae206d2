// SPDX-License-Identifier: GPL-2.0
/**
 * Structures of SCTP's socket API: RFC 6458, include/uapi/linux/sctp.h.
 *
 *   association, path, streams, authentication   what is set
 *   status           what is read
 *   messages         what goes with a message: control messages, and their defaults
 *   events           which notifications the socket gets
 *   notifications    those that are received as messages
 *
 * May import: structure.
 */
import type { Structure } from "../structure.js";
import * as association from "./association.js";
import * as authentication from "./authentication.js";
import * as events from "./events.js";
import * as messages from "./messages.js";
import * as notifications from "./notifications.js";
import * as path from "./path.js";
import * as status from "./status.js";
import * as streams from "./streams.js";

/** Those that recvmsg() and its like return with MSG_NOTIFICATION. */
export const NOTIFICATIONS: readonly Structure[] = Object.values<Structure>(notifications);

export const SCTP_STRUCTURES: readonly Structure[] = [
  ...Object.values<Structure>(association),
  ...Object.values<Structure>(authentication),
  ...Object.values<Structure>(events),
  ...Object.values<Structure>(messages),
  ...Object.values<Structure>(path),
  ...Object.values<Structure>(status),
  ...Object.values<Structure>(streams),
  ...NOTIFICATIONS,
];
