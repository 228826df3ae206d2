// SPDX-License-Identifier: GPL-2.0
import type { Packet as ScriptPacket } from "../../src/dsl/ast.js";
import { bind } from "../../src/dsl/bind/index.js";
import { parse } from "../../src/dsl/parse.js";
import { optionsFromAst } from "../../src/inject/from-ast/tcp-options.js";
import type { RunAddresses } from "../../src/inject/mapping/endpoint.js";
import { type IpAddress, parseAddress } from "../../src/inject/wire/address.js";
import { decode } from "../../src/inject/wire/decode.js";
import { isDecodeError } from "../../src/inject/wire/decode-error.js";
import type { IpHeader, Packet } from "../../src/inject/wire/packet.js";

/** A packet of a script, from its notation. */
export function scriptPacket(text: string): ScriptPacket {
  const { script, diagnostics } = parse(`0 ${text}`, "test.pkt");
  const [event] = bind(script).script.events;
  if (diagnostics.length > 0 || event?.action.type !== "packet") throw new Error(`no packet: ${text}`);
  return event.action;
}

export function address(text: string): IpAddress {
  const bytes = parseAddress(text);
  if (!bytes) throw new Error(`no address: ${text}`);
  return bytes;
}

export const V4: RunAddresses = {
  local: address("192.168.0.1"),
  remote: address("192.0.2.1"),
  bindPort: 8080,
  connectPort: 8080,
};

export const V6: RunAddresses = {
  local: address("fd3d:a0b:17d6::1"),
  remote: address("fd3d:fa7b:d17d::1"),
  bindPort: 8080,
  connectPort: 8080,
};

export function decoded(frame: Uint8Array): Packet {
  const packet = decode(frame);
  if (isDecodeError(packet)) throw new Error(packet.message);
  return packet;
}

/** What a kernel has made up for a connection. */
export interface KernelNumbers {
  readonly localPort: number;
  readonly remotePort: number;
  /** The kernel's initial sequence number, and what the script calls it. */
  readonly isn?: number;
  readonly scriptIsn?: number;
  /** The script's initial sequence number. */
  readonly remoteIsn?: number;
  /** Added to timestamps, which the script makes up. */
  readonly clock?: number;
}

/** The packet that a kernel with these numbers sends when the script says `text`. */
export function kernelPacket(text: string, addresses: RunAddresses, numbers: KernelNumbers): Packet {
  const header = scriptPacket(text).headers.at(-1);
  const { localPort, remotePort, isn = 0, scriptIsn = 0, remoteIsn = 0, clock = 0 } = numbers;
  const ports = { sourcePort: localPort, destinationPort: remotePort };
  if (header?.type === "udp") {
    return {
      headers: [ip(addresses, 17), { type: "udp", ...ports }],
      payload: new Uint8Array(header.length),
    };
  }
  if (header?.type === "udplite") {
    return {
      headers: [ip(addresses, 136), { type: "udplite", ...ports, coverage: header.coverage }],
      payload: new Uint8Array(header.length),
    };
  }
  if (header?.type !== "tcp") throw new Error(`neither TCP nor UDP: ${text}`);
  const { sequence, ack = 0, window = 500, urgent = 0, flags, options = [] } = header;
  const isSyn = (flags.bits & 2) !== 0;
  const sequenceOffset = isSyn ? isn - scriptIsn : isn;
  const blockOffset = isSyn ? 0 : remoteIsn;
  const ackOffset = (flags.bits & 16) === 0 ? 0 : blockOffset;
  return {
    headers: [
      ip(addresses, 6),
      {
        type: "tcp",
        ...ports,
        sequence: (sequence.start + sequenceOffset) >>> 0,
        acknowledgment: (ack + ackOffset) >>> 0,
        flags: flags.bits,
        reserved: 0,
        window,
        urgentPointer: urgent,
        options: optionsFromAst(options, header.span).map((option) => {
          if (option.type === "timestamps") return { ...option, value: (option.value + clock) >>> 0 };
          if (option.type !== "sack") return option;
          const blocks = option.blocks.map(({ left, right }) => ({
            left: (left + blockOffset) >>> 0,
            right: (right + blockOffset) >>> 0,
          }));
          return { ...option, blocks };
        }),
      },
    ],
    payload: new Uint8Array(sequence.length),
  };
}

function ip({ local, remote }: RunAddresses, protocol: number): IpHeader {
  const addresses = { source: local, destination: remote };
  return local.length === 4
    ? {
        type: "ipv4",
        tos: 0,
        id: 4711,
        flags: 2,
        fragmentOffset: 0,
        ttl: 64,
        protocol,
        ...addresses,
        options: new Uint8Array(0),
      }
    : { type: "ipv6", trafficClass: 0, flowLabel: 0xabcde, nextHeader: protocol, hopLimit: 64, ...addresses };
}
