// SPDX-License-Identifier: GPL-2.0
import type {
  MpCapableOption,
  Packet as ScriptPacket,
  SctpChunk,
  SctpHeader,
  TcpHeader,
  TcpOption,
} from "../../dsl/ast.js";
import { TCP_FLAG } from "../../dsl/ast.js";

/**
 * What a script calls the numbers that the kernel chooses: initial sequence numbers of TCP and DCCP are 0,
 * first TSNs of SCTP 1, its tags are counted, and so are the names of keys of MPTCP and
 * identifications.
 */
export class KernelNames {
  readonly #tags = new Map<number, number>();
  readonly #keys = new Map<string, string>();
  readonly #ids = new Map<number, number>();

  /** The packet with these names; what is not a first packet of a connection stays as it is on the wire. */
  give(packet: ScriptPacket): ScriptPacket {
    const last = packet.headers.at(-1);
    switch (last?.type) {
      case "tcp":
        return withLast(packet, this.#tcp(last));
      case "sctp":
        return withLast(packet, this.#sctp(last));
      case "dccp": {
        const isFirst = last.packetType === "Request" || last.packetType === "Response";
        return isFirst ? withLast(packet, { ...last, sequence: 0 }) : packet;
      }
      default:
        return packet;
    }
  }

  /** Of an IP packet that leaves in fragments. */
  identification(live: number): number {
    const id = this.#ids.get(live) ?? this.#ids.size + 1;
    this.#ids.set(live, id);
    return id;
  }

  #tcp(header: TcpHeader): TcpHeader {
    const { flags, sequence, options } = header;
    const isFirst = (flags.bits & TCP_FLAG.SYN) !== 0;
    return {
      ...header,
      ...(isFirst && { sequence: { ...sequence, start: 0, end: sequence.length } }),
      ...(options && { options: options.map((option) => this.#option(option)) }),
    };
  }

  #option(option: TcpOption): TcpOption {
    return option.type === "mp_capable" ? this.#capable(option) : option;
  }

  /** Its own key is the first one. */
  #capable(option: MpCapableOption): MpCapableOption {
    const [own, ...others] = option.keys;
    if (own?.value === undefined) return option;
    const { span, value } = own;
    const name = this.#keys.get(String(value)) ?? `key${this.#keys.size + 1}`;
    this.#keys.set(String(value), name);
    return { ...option, keys: [{ span, name }, ...others] };
  }

  #sctp({ tag, ...header }: SctpHeader): SctpHeader {
    return {
      ...header,
      chunks: header.chunks.map((chunk) => (chunk.type === "bytes" ? chunk : this.#chunk(chunk))),
    };
  }

  #chunk(chunk: SctpChunk): SctpChunk {
    if ((chunk.type !== "INIT" && chunk.type !== "INIT_ACK") || chunk.tag === "any") return chunk;
    const tag = this.#tags.get(chunk.tag) ?? this.#tags.size + 1;
    this.#tags.set(chunk.tag, tag);
    return { ...chunk, tag, tsn: 1 };
  }
}

function withLast(packet: ScriptPacket, last: ScriptPacket["headers"][number]): ScriptPacket {
  return { ...packet, headers: [...packet.headers.slice(0, -1), last] };
}
