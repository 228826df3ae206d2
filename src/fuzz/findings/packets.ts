// SPDX-License-Identifier: GPL-2.0
import { NO_SPAN, type Packet as ScriptPacket } from "../../dsl/ast.js";
import { printPacket } from "../../dsl/print.js";
import { expectPacket, inject } from "../../inject/inject.js";
import type { Connections } from "../../inject/mapping/connections.js";
import { SctpAssociation } from "../../inject/mapping/sctp/association.js";
import { PacketError } from "../../inject/packet-error.js";
import { toAst } from "../../inject/to-ast/packet.js";
import { internetChecksum } from "../../inject/wire/checksum.js";
import { decode } from "../../inject/wire/decode.js";
import { isDecodeError } from "../../inject/wire/decode-error.js";
import { type Fragment, fragmentOf, isPart } from "../../inject/wire/fragment.js";
import { type Packet, transport } from "../../inject/wire/packet.js";
import { Reassembly } from "../../inject/wire/reassembly.js";
import { isUpkeep } from "../../inject/wire/upkeep.js";
import { fingerprint } from "./fingerprint.js";
import { KernelNames } from "./kernel-names.js";
import type { Style } from "./style.js";
import {
  exactContents,
  type RightResult,
  withContents,
  withNatural,
  withoutOptions,
  zeroed,
} from "./wording.js";

/** What is in a script for something that happened: nothing, a line without its time, or it cannot say it. */
export type Told = string | undefined | typeof UNKNOWN;
export const UNKNOWN = "unknown";

const NO_ASSOCIATION = new SctpAssociation();

/**
 * Packets of a history in the words of a script. It keeps the same account of connections as a run of the
 * script does, which gives the kernel's numbers the script's names; and it injects what it has written for a
 * packet of the peer's, to see whether that is the same packet again.
 */
export class PacketLines {
  readonly #connections: Connections;
  readonly #style: Style;
  readonly #names = new KernelNames();
  /** Of fragments, by their identification. */
  readonly #wholes = new Map<number, Packet>();

  constructor(connections: Connections, style: Style) {
    this.#connections = connections;
    this.#style = style;
  }

  /**
   * A packet of the kernel's, which the script expects.
   * @param later  what it sends behind it: a script writes the whole of which a fragment is a part
   */
  sent(frame: Uint8Array, later: () => readonly Uint8Array[], { contents }: RightResult): Told {
    // Neighbour discovery and the like is not the script's business.
    if (isUpkeep(frame)) return undefined;
    const live = decode(frame, this.#connections.carriers.inUdp);
    if (isDecodeError(live)) return UNKNOWN;
    if (isPart(fragmentOf(live))) return this.#known(() => this.#part(live, later()));
    const draft = this.#names.give(this.#brief(toAst(live, "outbound")));
    return this.#known(() => {
      for (const like of [draft, withTag(draft)]) {
        const offer = expectPacket(this.#connections, like).offer(live);
        if (offer.type !== "complete") continue;
        const written = this.#worded(withNatural(this.#brief(offer.actual())), live);
        if (this.#expects(written, live)) return printPacket(contents ? { ...written, contents } : written);
      }
      return UNKNOWN;
    });
  }

  #part(live: Packet, later: readonly Uint8Array[]): Told {
    const fragment = fragmentOf(live);
    const own = fragment && this.#wholes.get(fragment.id);
    const behind = later.flatMap((frame) => {
      const packet = decode(frame);
      return isDecodeError(packet) ? [] : [packet];
    });
    const whole = own ?? wholeOf([live, ...behind]);
    // The numbers of others are not known before the whole is there.
    const isKnown = whole !== undefined && WITHOUT_NUMBERS.has(transport(whole)?.type);
    if (fragment === undefined || !isKnown) return UNKNOWN;
    this.#wholes.set(fragment.id, whole);
    const { headers, ...rest } = withContents(
      toAst(whole, "outbound"),
      this.#style.hasContents ? whole : undefined,
    );
    const range = { span: NO_SPAN, start: fragment.start, end: fragment.start + live.payload.length };
    const ip = {
      type: "ip",
      span: NO_SPAN,
      id: this.#names.identification(fragment.id),
      fragment: range,
    } as const;
    const packet = { ...rest, headers: [ip, ...headers.filter(({ type }) => type !== "ip")] };
    return expectPacket(this.#connections, packet).offer(live).type === "complete"
      ? printPacket(packet)
      : UNKNOWN;
  }

  /** A packet of the peer's, which the script injects. */
  received(frame: Uint8Array): Told {
    const live = decode(frame, this.#connections.carriers.inUdp);
    if (isDecodeError(live)) return this.#bytes(frame);
    const fragment = fragmentOf(live);
    if (isPart(fragment)) {
      const piece = this.#known(() => this.#piece(live, fragment));
      return piece === UNKNOWN ? this.raw(frame) : piece;
    }
    const connection = this.#connections.forLive(live, "inbound");
    const exact = toAst(live, "inbound", { isExact: true, ...(connection && { connection }) });
    for (const packet of [withNatural(exact, connection?.sctp ?? NO_ASSOCIATION), exact]) {
      const written = this.#worded(packet, live);
      const told = this.#known(() =>
        this.#isSame(inject(this.#connections, written).packet, live) ? printPacket(written) : UNKNOWN,
      );
      if (told !== UNKNOWN) return told;
    }
    return this.#bytes(frame);
  }

  /** Whether a script that expects this gets it. */
  #expects(written: ScriptPacket, live: Packet): boolean {
    const offer = expectPacket(this.#connections, written).offer(
      this.#style.hasContents ? live : zeroed(live),
    );
    return offer.type === "complete" && offer.differences.length === 0;
  }

  /** A fragment: of a packet that has these bytes in its place. */
  #piece(live: Packet, { protocol, id, start, more }: Fragment): Told {
    const end = start + live.payload.length;
    const bytes = new Uint8Array(end);
    bytes.set(live.payload, start);
    const contents = exactContents(bytes);
    const range = { span: NO_SPAN, start, end };
    const packet: ScriptPacket = {
      type: "packet",
      span: NO_SPAN,
      direction: "inbound",
      headers: [
        { type: "ip", span: NO_SPAN, id, fragment: range, ...(more && { moreFragments: true }) },
        { type: "other", span: NO_SPAN, protocol, length: end },
      ],
      ...(contents && { contents }),
    };
    const made = inject(this.#connections, packet).packet;
    return fingerprint(made, true) === fingerprint(live, true) ? printPacket(packet) : UNKNOWN;
  }

  /** Options of the kernel's that nothing in the script refers to. */
  #brief(packet: ScriptPacket): ScriptPacket {
    return this.#style.hasOptions ? packet : withoutOptions(packet);
  }

  #worded(packet: ScriptPacket, live: Packet): ScriptPacket {
    return withContents(packet, this.#style.hasContents ? live : undefined);
  }

  #isSame(made: Packet, live: Packet): boolean {
    const { hasContents } = this.#style;
    return fingerprint(made, hasContents) === fingerprint(live, hasContents);
  }

  /** All that is behind the IP header as it was on the wire; the whole packet if that header is an odd one. */
  #bytes(frame: Uint8Array): Told {
    const isIpv6 = (frame[0] ?? 0) >> 4 === 6;
    const at = isIpv6 ? 40 : 20;
    const protocol = (isIpv6 ? frame[6] : frame[9]) ?? 0;
    const told = this.#known(() => {
      const packet = asBytes(protocol, frame.subarray(at));
      const { frame: made } = inject(this.#connections, packet);
      const isSame = hasSameIp(made, frame) && Buffer.compare(made.subarray(at), frame.subarray(at)) === 0;
      return isSame ? printPacket(packet) : UNKNOWN;
    });
    return told === UNKNOWN ? this.raw(frame) : told;
  }

  /** The whole packet as it was on the wire; nothing, if the device has no use for it. */
  raw(frame: Uint8Array): Told {
    const version = (frame[0] ?? 0) >> 4;
    if (version !== 4 && version !== 6) return undefined;
    return this.#known(() => {
      const packet = asBytes(undefined, frame);
      return inject(this.#connections, packet).frame.length === frame.length ? printPacket(packet) : UNKNOWN;
    });
  }

  #known(tell: () => Told): Told {
    try {
      return tell();
    } catch (error) {
      if (error instanceof PacketError) return UNKNOWN;
      throw error;
    }
  }
}

/** The packet with its verification tag, whatever it is. */
function withTag(packet: ScriptPacket): ScriptPacket {
  const last = packet.headers.at(-1);
  if (last?.type !== "sctp") return packet;
  return { ...packet, headers: [...packet.headers.slice(0, -1), { ...last, tag: 0 }] };
}

const WITHOUT_NUMBERS: ReadonlySet<string | undefined> = new Set(["udp", "udplite", "icmpv4", "icmpv6"]);

/** The packet that the first of these is a part of, if the others are there. */
function wholeOf(packets: readonly Packet[]): Packet | undefined {
  const reassembly = new Reassembly();
  for (const packet of packets) {
    const whole = reassembly.add(packet);
    if (whole !== undefined) return whole;
  }
  return undefined;
}

/** @param protocol  undefined: the header of IP is among the bytes */
function asBytes(protocol: number | undefined, bytes: Uint8Array): ScriptPacket {
  const contents = exactContents(bytes);
  const whole = protocol === undefined && ({ isWhole: true } as const);
  return {
    type: "packet",
    span: NO_SPAN,
    direction: "inbound",
    headers: [{ type: "other", span: NO_SPAN, protocol: protocol ?? 0, length: bytes.length, ...whole }],
    ...(contents && { contents }),
  };
}

/** Whether two headers of IP say the same, but for what the runner chooses: identification, DF and TTL. */
function hasSameIp(made: Uint8Array, frame: Uint8Array): boolean {
  const kept = (bytes: Uint8Array): string => {
    const isIpv6 = (bytes[0] ?? 0) >> 4 === 6;
    const header = Uint8Array.from(bytes.subarray(0, isIpv6 ? 40 : 20));
    const free = isIpv6 ? [7] : [4, 5, 8, 10, 11];
    for (const at of free) header[at] = 0;
    if (!isIpv6) header[6] = (header[6] ?? 0) & 0xbf;
    return Buffer.from(header).toString("hex");
  };
  const isRight = (frame[0] ?? 0) >> 4 === 6 || internetChecksum(frame, 0, 20) === 0;
  return made.length === frame.length && isRight && kept(made) === kept(frame);
}
