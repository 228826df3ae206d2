// SPDX-License-Identifier: GPL-2.0

import { decode } from "./decode.js";
import { isDecodeError } from "./decode-error.js";
import { encode } from "./encode.js";
import { fragmentOf, isPart } from "./fragment.js";
import { IPV4_MORE_FRAGMENTS } from "./ipv4.js";
import { innerIp, type Packet } from "./packet.js";

interface Parts {
  /** By where they begin. */
  readonly bytes: Map<number, Uint8Array>;
  /** Bytes of the whole; undefined as long as the last part has not come. */
  length: number | undefined;
}

/** Puts packets together of the fragments in which they come, in any order. */
export class Reassembly {
  private readonly packets = new Map<string, Parts>();

  /**
   * Takes a fragment.
   * @returns the packet with which nothing is missing any more; undefined as long as something is
   */
  add(packet: Packet): Packet | undefined {
    const fragment = fragmentOf(packet);
    if (!isPart(fragment)) return undefined;
    const key = `${fragment.protocol}/${fragment.id}`;
    const parts: Parts = this.packets.get(key) ?? { bytes: new Map(), length: undefined };
    this.packets.set(key, parts);
    parts.bytes.set(fragment.start, packet.payload);
    if (!fragment.more) parts.length = fragment.start + packet.payload.length;
    const payload = joined(parts);
    if (!payload) return undefined;
    this.packets.delete(key);
    return wholeOf(packet, fragment.protocol, payload);
  }
}

function joined({ bytes, length }: Parts): Uint8Array | undefined {
  if (length === undefined) return undefined;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const [start, part] of [...bytes].sort(([a], [b]) => a - b)) {
    if (start > at || start + part.length > length) return undefined;
    whole.set(part, start);
    at = Math.max(at, start + part.length);
  }
  return at === length ? whole : undefined;
}

/** The packet as if it had come whole; undefined if there is no sense in it. */
function wholeOf({ headers }: Packet, protocol: number, payload: Uint8Array): Packet | undefined {
  const ip = innerIp({ headers, payload });
  if (!ip) return undefined;
  const header =
    ip.type === "ipv4"
      ? { ...ip, flags: ip.flags & ~IPV4_MORE_FRAGMENTS, fragmentOffset: 0 }
      : { ...ip, nextHeader: protocol };
  const inner = decode(encode({ headers: [header], payload }));
  if (isDecodeError(inner)) return undefined;
  return { ...inner, headers: [...headers.slice(0, headers.indexOf(ip)), ...inner.headers] };
}
