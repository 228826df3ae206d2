// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../dsl/ast.js";
import type { Header, Packet } from "../wire/packet.js";
import type { TcpHeader } from "../wire/tcp.js";
import type { TcpOption } from "../wire/tcp-options.js";
import type { Connection, SequenceOffsets } from "./connection.js";
import { dccpToScript } from "./dccp-to-script.js";
import { mptcpToScript } from "./mptcp/to-script.js";
import { sctpToScript } from "./sctp/to-script.js";
import { subtract32 } from "./sequence.js";

/**
 * A packet on the wire with the numbers that the script uses for it: sequence and acknowledgment
 * numbers, SACK blocks, timestamps. Everything else stays as it is.
 */
export function toScript(packet: Packet, connection: Connection, direction: "inbound" | "outbound"): Packet {
  const last = packet.headers.at(-1);
  const translated = last && headerToScript(last, connection, direction);
  if (translated === last || !translated) return packet;
  return { ...packet, headers: [...packet.headers.slice(0, -1), translated] };
}

function headerToScript(header: Header, connection: Connection, direction: "inbound" | "outbound"): Header {
  switch (header.type) {
    case "tcp":
      return tcpToScript(header, connection, direction);
    case "sctp":
      return sctpToScript(header, connection.sctp, direction);
    case "dccp":
      return dccpToScript(header, connection.dccp, direction);
    default:
      return header;
  }
}

function tcpToScript(
  header: TcpHeader,
  connection: Connection,
  direction: "inbound" | "outbound",
): TcpHeader {
  const offsets = connection.offsets(direction, (header.flags & TCP_FLAG.SYN) !== 0);
  const hasAck = (header.flags & TCP_FLAG.ACK) !== 0;
  return {
    ...header,
    sequence: subtract32(header.sequence, offsets.sequence),
    acknowledgment: hasAck
      ? subtract32(header.acknowledgment, offsets.acknowledgment)
      : header.acknowledgment,
    options: header.options.map((option) => optionToScript(option, connection, direction, offsets, hasAck)),
  };
}

function optionToScript(
  option: TcpOption,
  connection: Connection,
  direction: "inbound" | "outbound",
  { acknowledgment }: SequenceOffsets,
  hasAck: boolean,
): TcpOption {
  if (option.type === "sack") {
    const blocks = option.blocks.map(({ left, right }) => ({
      left: subtract32(left, acknowledgment),
      right: subtract32(right, acknowledgment),
    }));
    return { ...option, blocks };
  }
  if (option.type === "mptcp") {
    const { subflow } = connection;
    return subflow ? { ...option, option: mptcpToScript(option.option, subflow.values(direction)) } : option;
  }
  if (option.type !== "timestamps") return option;
  const { timestamps } = connection;
  if (direction === "outbound") return { ...option, value: timestamps.toScript(option.value) };
  return hasAck ? { ...option, echo: timestamps.echoToScript(option.echo) } : option;
}
