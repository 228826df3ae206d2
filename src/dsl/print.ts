// SPDX-License-Identifier: GPL-2.0

/**
 * The printer: from nodes to script notation, for whole scripts, for single packets (also those
 * from the wire) and for system calls (also with actual values). What it prints parses to the
 * same nodes again.
 */
export { printContents } from "./print/contents.js";
export { printDccpOption } from "./print/dccp.js";
export {
  printAction,
  printCommand,
  printEvent,
  printSeconds,
  printSystemCall,
  printTime,
} from "./print/event.js";
export { printExpression } from "./print/expression.js";
export { printHeader, printPacket, printQuoted } from "./print/packet.js";
export { printOption, printScript } from "./print/script.js";
export { printSctpCause, printSctpChunk, printSctpParameter, printSctpValue } from "./print/sctp.js";
export { printSequence, printTcpFlags, printTcpOption } from "./print/tcp.js";
