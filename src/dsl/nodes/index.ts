// SPDX-License-Identifier: GPL-2.0

/**
 * Helpers of the grammar's actions, which make the nodes that are more than an object of what was
 * read. May import ast only.
 *
 * - numbers.ts      digits to numbers, bytes and times
 * - events.ts       options, times, system calls
 * - packets.ts      headers; ip.ts, icmp.ts their parts
 * - tcp.ts          the TCP header and its options; tcp-experimental.ts; endpoint.ts, mptcp.ts those of multipath-tcp
 * - dccp.ts, dccp-options.ts   the DCCP header and its options
 * - sctp.ts         the SCTP header; sctp-syntax.ts, sctp-items.ts, sctp-values.ts its chunks, by their tables
 * - expressions.ts  operators with their precedence, members of structures
 * - present.ts, fields.ts   leaving out what was not written, joining what was
 *
 * A helper returns undefined for what no node can hold, and the grammar reports that as an error
 * at its place. Optional parts come as null, which is what the generated parser gives for them.
 */
export * from "./dccp.js";
export * from "./dccp-options.js";
export * from "./endpoint.js";
export * from "./events.js";
export * from "./expressions.js";
export { joinFields, TWICE } from "./fields.js";
export * from "./icmp.js";
export * from "./ip.js";
export * from "./mptcp.js";
export * from "./numbers.js";
export * from "./packets.js";
export * from "./sctp.js";
export { sctpChunk } from "./sctp-items.js";
export { Mistake } from "./sctp-syntax.js";
export * from "./tcp.js";
export * from "./tcp-experimental.js";
