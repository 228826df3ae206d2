// SPDX-License-Identifier: GPL-2.0

import type { SctpHeader as ScriptHeader, SctpChunk } from "../../../dsl/ast.js";
import type { SctpHeader } from "../../wire/sctp/header.js";
import { parseChunks } from "../../wire/sctp/items.js";
import { readChunk } from "../../wire/sctp/read.js";
import { writeChunk } from "../../wire/sctp/write.js";
import { add32, subtract32 } from "../sequence.js";
import { SctpAddresses } from "./addresses.js";
import { associationKey, hmacOf, keyVector, SctpKeys } from "./authentication.js";

/** Verification tag and initial TSN that the kernel has chosen, and what the script calls them. */
interface Numbers {
  readonly script: Initiation;
  readonly live: Initiation;
  /** The key vector that went with them; see keyVector(). */
  readonly vector?: Uint8Array | undefined;
}

interface Initiation {
  readonly tag: number;
  readonly tsn: number;
}

const NONE: Numbers = { script: { tag: 0, tsn: 0 }, live: { tag: 0, tsn: 0 } };

/** The T bit of ABORT and SHUTDOWN_COMPLETE; RFC 9260, sections 3.3.7 and 3.3.13. */
const REFLECTED = 1;

/**
 * The numbers of an SCTP association as the script has them and as they are on the wire. Tags and
 * TSNs of the script's side go onto the wire as they are; the kernel makes up its own, and INIT or
 * INIT_ACK tell which, and what the script calls them.
 */
export class SctpAssociation {
  private phase: "closed" | "initiated" | "established" = "closed";
  /** All that the kernel has told, the last one last: each INIT_ACK of it has other ones. */
  private readonly all: Numbers[] = [];
  private current = NONE;
  /** What a cookie that the kernel has given out stands for, until it comes back. */
  private offered: Numbers | undefined;
  /** Tags of the script's side: that of its last INIT, and that of the association. */
  private readonly remoteTags = { offered: 0, current: 0 };
  /** Key vectors of the script's side, in the same way. */
  private readonly remoteVectors: { offered?: Uint8Array | undefined; current?: Uint8Array | undefined } = {};
  /** The verification tag that was injected last. */
  private injectedTag = 0;
  /** What the kernel wants to have back: the state cookie last seen, and a heartbeat's information. */
  cookie: Uint8Array | undefined;
  heartbeat: Uint8Array | undefined;
  readonly addresses = new SctpAddresses();
  /** The shared keys that the script has set. */
  readonly keys = new SctpKeys();

  // ------------------------------------------------------------------------ what is learned

  /** The script is about to inject a packet. */
  injects(header: ScriptHeader): void {
    const isAcceptable =
      header.checksum !== "bad" && (header.tag === undefined || this.liveTag(header.tag) === this.ownTag);
    for (const chunk of scriptChunks(header)) {
      if (chunk.type === "INIT") {
        this.remoteTags.offered = known(chunk.tag);
        this.remoteVectors.offered = vectorOf(chunk);
      }
      if (chunk.type === "INIT_ACK") {
        this.remoteTags.current = known(chunk.tag);
        this.remoteVectors.current = vectorOf(chunk);
      }
      if (isAcceptable) this.takes(chunk);
      this.addresses.lists(chunk, "remote");
    }
    this.injectedTag = this.verificationTag(header);
  }

  private takes(chunk: SctpChunk): void {
    switch (chunk.type) {
      case "COOKIE_ECHO":
        if (chunk.value !== "any") break;
        this.current = this.offered ?? this.current;
        this.remoteTags.current = this.remoteTags.offered || this.remoteTags.current;
        this.remoteVectors.current = this.remoteVectors.offered ?? this.remoteVectors.current;
        this.phase = "established";
        break;
      default:
        this.moves(chunk);
    }
  }

  /** What makes or ends the association whoever sends it. */
  private moves({ type }: SctpChunk): void {
    if (type === "COOKIE_ACK") this.phase = "established";
    if (type === "ABORT" || type === "SHUTDOWN_COMPLETE") this.phase = "closed";
  }

  /** The tag that the peer has to use now. */
  private get ownTag(): number {
    return (this.offered ?? this.current).live.tag;
  }

  /** The script expects `expected`, and the kernel has sent `actual`. */
  sends(expected: ScriptHeader, actual: SctpHeader): void {
    for (const [i, raw] of actual.chunks.entries()) {
      const chunk = readChunk(raw).node;
      this.addresses.lists(chunk, "local");
      switch (chunk.type) {
        case "INIT":
        case "INIT_ACK": {
          const wanted = expected.chunks[i];
          if (wanted?.type === chunk.type)
            this.learn(chunk.type, {
              script: initiation(wanted, chunk),
              live: initiation(chunk),
              vector: vectorOf(chunk),
            });
          this.cookie = cookieOf(chunk) ?? this.cookie;
          break;
        }
        case "HEARTBEAT":
          this.heartbeat = raw.value.subarray(4);
          break;
        default:
          this.moves(chunk);
      }
    }
  }

  /** Names stay what they were as long as the association lives. */
  private learn(type: "INIT" | "INIT_ACK", numbers: Numbers): void {
    const isKnown = this.all.some(
      ({ script, live }) => script.tag === numbers.script.tag || live.tag === numbers.live.tag,
    );
    if (this.phase !== "closed" && (isKnown || type === "INIT")) return;
    this.all.push(numbers);
    if (this.phase === "closed") this.current = numbers;
    if (type === "INIT") this.phase = "initiated";
    else this.offered = numbers;
  }

  // --------------------------------------------------------------- from the script to the wire

  /** The verification tag to inject a packet with. */
  verificationTag(header: ScriptHeader): number {
    const chunks = scriptChunks(header);
    const isReflected = chunks.some(isReflecting);
    if (header.tag !== undefined) return isReflected ? header.tag : this.liveTag(header.tag);
    if (chunks.some(({ type }) => type === "INIT")) return 0;
    return isReflected ? this.remoteTags.current : this.current.live.tag;
  }

  /** A tag that has no name is as far from the right one as the script has it; 0 is 0. */
  private liveTag(script: number): number {
    if (script === 0) return 0;
    const named = this.all.findLast((numbers) => numbers.script.tag === script);
    const { current } = this;
    return named?.live.tag ?? (add32(current.live.tag, subtract32(script, current.script.tag)) || 1);
  }

  /** The tag that the kernel sends packets with. */
  get remoteTag(): number {
    return this.remoteTags.current || this.remoteTags.offered;
  }

  liveTsn(script: number): number {
    return add32(script, subtract32(this.current.live.tsn, this.current.script.tsn));
  }

  /**
   * The HMAC of an AUTH chunk with that key and that algorithm, either way; RFC 4895, section 6.2.
   * Undefined if the key is not known, or there is no such algorithm.
   * @param bytes the chunk with zeros for its HMAC, and all that follows
   */
  hmac(keyId: number, hmacId: number, bytes: Uint8Array): Uint8Array | undefined {
    const shared = this.keys.get(keyId);
    const local = this.current.vector;
    const remote = this.remoteVectors.current;
    if (!shared || !local || !remote) return undefined;
    return hmacOf(hmacId, associationKey(shared, local, remote), bytes);
  }

  // --------------------------------------------------------------- from the wire to the script

  scriptTsn(live: number): number {
    return subtract32(live, subtract32(this.current.live.tsn, this.current.script.tsn));
  }

  /** What the script calls the tag and TSN of an INIT or INIT_ACK of the kernel. */
  scriptInitiation(live: Initiation): Initiation {
    const named = this.all.findLast((numbers) => numbers.live.tag === live.tag) ?? this.current;
    const tag = named.live.tag === live.tag ? named.script.tag : live.tag;
    return { tag, tsn: subtract32(live.tsn, subtract32(named.live.tsn, named.script.tsn)) };
  }

  /** What the script calls the verification tag of a packet: a reflected one is the kernel's own. */
  scriptTag(tag: number, direction: "inbound" | "outbound", chunks: readonly SctpChunk[]): number {
    if (chunks.some(isReflecting) === (direction === "inbound") || tag === 0) return tag;
    const named = this.all.findLast(({ live }) => live.tag === tag);
    return named?.script.tag ?? add32(this.current.script.tag, subtract32(tag, this.current.live.tag));
  }

  /** The verification tags, as the script calls them, that go without saying. */
  usualTags(direction: "inbound" | "outbound", chunks: readonly SctpChunk[]): readonly number[] {
    if (chunks.some(({ type }) => type === "INIT")) return [0];
    const isReflected = chunks.some(isReflecting);
    if (isReflected === (direction === "inbound")) {
      const { current, offered } = this.remoteTags;
      return current === 0 || offered === 0 ? [this.remoteTag] : [current, offered];
    }
    const { tag } = this.current.script;
    return isReflected ? [this.scriptTag(this.injectedTag, "outbound", chunks), tag] : [tag];
  }
}

function isReflecting(chunk: SctpChunk): boolean {
  const mayReflect = chunk.type === "ABORT" || chunk.type === "SHUTDOWN_COMPLETE";
  return mayReflect && chunk.flags !== "any" && (chunk.flags & REFLECTED) !== 0;
}

/** The chunks of a script's packet, also those that it gives as bytes. */
function scriptChunks({ chunks }: ScriptHeader): readonly SctpChunk[] {
  return chunks.flatMap((chunk) => {
    if (chunk.type === "CHUNK") return [readChunk(writeChunk(chunk)).node];
    if (chunk.type !== "bytes") return [chunk];
    const bytes = Uint8Array.from(chunk.bytes);
    return parseChunks(bytes, 0, bytes.length).map((raw) => readChunk(raw).node);
  });
}

function known(value: number | "any"): number {
  return value === "any" ? 0 : value;
}

type InitChunk = Extract<SctpChunk, { type: "INIT" | "INIT_ACK" }>;

/** Tag and TSN of a chunk; what it leaves open is as in `actual`. */
function initiation({ tag, tsn }: InitChunk, actual?: InitChunk): Initiation {
  return {
    tag: tag === "any" ? known(actual?.tag ?? 0) : tag,
    tsn: tsn === "any" ? known(actual?.tsn ?? 0) : tsn,
  };
}

function vectorOf({ parameters }: InitChunk): Uint8Array | undefined {
  return parameters === "any" ? undefined : keyVector(parameters);
}

function cookieOf({ parameters }: InitChunk): Uint8Array | undefined {
  if (parameters === "any") return undefined;
  for (const parameter of parameters)
    if (parameter.type === "STATE_COOKIE" && parameter.value !== "any")
      return Uint8Array.from(parameter.value);
  return undefined;
}
