// SPDX-License-Identifier: GPL-2.0

import {
  type Contents,
  type TcpHeader as ScriptHeader,
  type TcpOption as ScriptOption,
  TCP_FLAG,
} from "../../dsl/ast.js";
import type { Connection, SequenceOffsets } from "../mapping/connection.js";
import { add32 } from "../mapping/sequence.js";
import { relativeStart } from "../mapping/tcp-sequence.js";
import { PacketError } from "../packet-error.js";
import { payloadBytes } from "../wire/contents.js";
import { RESET_REASON_BYTES, resetReasonBytes } from "../wire/reset-reason.js";
import type { TcpHeader } from "../wire/tcp.js";
import type { TcpOption } from "../wire/tcp-options.js";
import type { MptcpContext } from "./mptcp-options.js";
import { wirePorts } from "./ports.js";
import { fits } from "./range.js";
import { optionsFromAst } from "./tcp-options.js";

/**
 * The TCP header to inject for an inbound segment of the script.
 * @param scaledEchoes reckon echoed timestamps that no expected packet had (`--tcp_ts_ecr_scaled`)
 * @throws PacketError missing-field, out-of-range, unknown-timestamp
 */
export function tcpFromAst(
  header: ScriptHeader,
  payload: Uint8Array,
  connection: Connection,
  scaledEchoes: boolean,
): TcpHeader {
  const { span, flags, sequence, ack = 0, window, urgent = 0, options } = header;
  if (window === undefined) {
    throw new PacketError("missing-field", span, "an inbound segment needs its window: win N");
  }
  if (!options) {
    throw new PacketError(
      "missing-field",
      span,
      "<...> is for outbound segments; say which options to inject",
    );
  }
  const start = relativeStart(header, connection, "inbound");
  if (start === undefined) {
    throw new PacketError("missing-field", sequence.span, "any sequence number is for outbound segments");
  }
  const hasAck = (flags.bits & TCP_FLAG.ACK) !== 0;
  const offsets = connection.offsets("inbound", (flags.bits & TCP_FLAG.SYN) !== 0);
  fits(sequence.start, 32, "sequence number", span);
  const acknowledgment = fits(ack, 32, "ack", span);
  const { sourcePort, destinationPort } = wirePorts(header.ports, connection, span);
  return {
    type: "tcp",
    sourcePort,
    destinationPort,
    sequence: add32(start, offsets.sequence),
    acknowledgment: hasAck ? add32(acknowledgment, offsets.acknowledgment) : acknowledgment,
    flags: flags.bits,
    reserved: 0,
    window: fits(window, 16, "win", span),
    urgentPointer: fits(urgent, 16, "urg", span),
    options: optionsFromAst(options, span, mptcpContext(payload, connection, start)).map((option, i) => {
      if (option.type === "sack") return withLiveBlocks(option, offsets);
      if (option.type !== "timestamps" || !hasAck || isAbsolute(options[i])) return option;
      return { ...option, echo: liveEcho(option.echo, header, connection, scaledEchoes) };
    }),
  };
}

/**
 * The payload to inject: what the script says, zeros, or why the connection is reset.
 * @throws PacketError out-of-range
 */
export function tcpPayload(
  { sequence, resetReason, span }: ScriptHeader,
  contents: Contents | undefined,
): Uint8Array {
  const length = fits(sequence.length, 16, "payload length", span);
  if (!resetReason) return payloadBytes(contents, length);
  if (length !== RESET_REASON_BYTES) {
    const message = `the reason for a reset is a payload of ${RESET_REASON_BYTES} bytes, not of ${length}`;
    throw new PacketError("out-of-range", resetReason.span, message);
  }
  return resetReasonBytes({
    code: fits(resetReason.code, 16, "code", resetReason.span),
    pen: fits(resetReason.pen, 32, "pen", resetReason.span),
  });
}

/** Whether an echo is written as it is on the wire. */
function isAbsolute(option: ScriptOption | undefined): boolean {
  return option?.type === "timestamps" && option.absoluteEcho === true;
}

function mptcpContext(payload: Uint8Array, connection: Connection, start: number): MptcpContext | undefined {
  const values = connection.subflow?.values("inbound");
  return values && { connection, values, start, payload };
}

function withLiveBlocks(
  option: Extract<TcpOption, { type: "sack" }>,
  { acknowledgment }: SequenceOffsets,
): TcpOption {
  const blocks = option.blocks.map(({ left, right }) => ({
    left: add32(left, acknowledgment),
    right: add32(right, acknowledgment),
  }));
  return { ...option, blocks };
}

function liveEcho(echo: number, header: ScriptHeader, connection: Connection, scaled: boolean): number {
  const live = connection.timestamps.echoToLive(echo, scaled);
  if (live !== undefined) return live;
  throw new PacketError(
    "unknown-timestamp",
    header.span,
    `TS ecr ${echo}: no outbound packet before this one had TS val ${echo}`,
  );
}
