// SPDX-License-Identifier: GPL-2.0

/**
 * The abstract syntax tree: readonly discriminated unions (by `type`), a span on every node.
 * The grammar builds it, passes look at it, the printer writes it, and packets from the wire are
 * put into the same packet nodes so that there is one notation for both.
 */
export type * from "./ast/contents.js";
export * from "./ast/dccp.js";
export * from "./ast/dccp-options.js";
export * from "./ast/dscp.js";
export type * from "./ast/endpoint.js";
export type * from "./ast/expression.js";
export type * from "./ast/ipv6-extension.js";
export * from "./ast/mptcp.js";
export type * from "./ast/packet.js";
export type * from "./ast/script.js";
export * from "./ast/sctp.js";
export * from "./ast/sctp-causes.js";
export * from "./ast/sctp-chunks.js";
export type * from "./ast/sctp-fields.js";
export * from "./ast/sctp-parameters.js";
export * from "./ast/span.js";
export * from "./ast/tcp.js";
export type * from "./ast/tcp-experimental.js";
export type * from "./ast/udp.js";
