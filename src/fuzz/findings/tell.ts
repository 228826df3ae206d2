// SPDX-License-Identifier: GPL-2.0
import { Connections } from "../../inject/mapping/connections.js";
import { parseAddress } from "../../inject/wire/address.js";
import { VARIANTS } from "../../runner/config/variant.js";
import type { Constants } from "../../runner/constants.js";
import type { History, Observation } from "../history/history.js";
import { OP } from "../program/operations.js";
import { CallLines } from "./calls.js";
import { PacketLines, type Told, UNKNOWN } from "./packets.js";
import type { Style } from "./style.js";
import type { RightResult } from "./wording.js";

const NS_PER_SECOND = 1e9;
/** packetdrill's; a script of a finding writes out all ports. */
const PORT = 8080;

/** An event of a script. */
export interface Line {
  readonly of: Observation;
  readonly time: string;
  readonly text: string;
}

/** A part of a history as events of a script. */
export interface Telling {
  readonly lines: readonly Line[];
  /** The first observation that the language has no words for. */
  readonly unknown: Observation | undefined;
}

/** What a script says of an observation in the place of what has happened. */
export interface Right extends RightResult {
  readonly of: Observation;
}

export interface Part {
  /** In their order; all of the history's if absent. */
  readonly observations?: readonly Observation[];
  readonly right?: Right;
}

/** A history as events of a script: its calls, the peer's packets, and the kernel's as they were. */
export function tell(
  { program, startNs, observations: all }: History,
  constants: Constants,
  style: Style,
  { observations = all, right }: Part = {},
): Telling {
  const bound = new Map<number, number>();
  const version = program.isIpv6 ? "ipv6" : "ipv4";
  const [local, remote] = ["local_ip", "remote_ip"].map((option) => addressOf(version, option));
  if (local === undefined || remote === undefined) throw new RangeError(version);
  const addresses = { local, remote, bindPort: PORT, connectPort: PORT };
  const connections = new Connections(addresses, (fd) => bound.get(fd));
  const packets = new PacketLines(connections, style);
  const calls = new CallLines(program, constants, connections, style, bound);
  const lines: Line[] = [];
  const at = (ns: number): string => secondsAt(ns, startNs);
  const ordered = inOrder(observations);
  const returns = returnsOf(ordered);
  const waiting = new Set(returns.values());
  for (const observation of ordered) {
    let told: Told;
    let time = at(observation.timeNs);
    const result = right?.of === observation ? right : {};
    switch (observation.type) {
      case "sent":
        told = packets.sent(observation.frame, () => framesBehind(ordered, observation), result);
        break;
      case "received":
        told = packets.received(observation.frame);
        break;
      case "beside":
        told =
          program.records[observation.record]?.op === OP.echo
            ? packets.received(observation.frame)
            : packets.raw(observation.frame);
        break;
      case "blocked": {
        // One that never returns leaves nothing behind, mostly; a script has no words for it.
        const call = returns.get(observation);
        if (call === undefined) break;
        calls.begins(call);
        told = calls.told(call, right?.of === call ? right : {});
        time += `...${at(call.timeNs)}`;
        break;
      }
      case "call":
        if (observation.rec.op === OP.advance || observation.rec.op === OP.nextTimer) break;
        if (observation.rec.op === OP.settle && observation.fd < 0) break;
        if (!waiting.has(observation)) {
          calls.begins(observation);
          told = calls.told(observation, result);
        }
        if (!calls.ends(observation)) told = UNKNOWN;
        break;
      default:
        break;
    }
    if (told === UNKNOWN) return { lines, unknown: observation };
    // When heartbeats come is a question of random numbers: sctp_transport_timeout().
    if (observation.type === "sent" && / HEARTBEAT\[/.test(told ?? "")) time = "*";
    // The first event is at 0, or so long after the start.
    if (lines.length === 0 && observation.timeNs > startNs) time = `+${time}`;
    if (told !== undefined) lines.push({ of: observation, time, text: told });
  }
  return { lines, unknown: undefined };
}

type Call = Observation & { readonly type: "call" };

/** Of the calls that wait, how they return. */
function returnsOf(observations: readonly Observation[]): ReadonlyMap<Observation, Call> {
  const returns = new Map<Observation, Call>();
  for (const observation of observations) {
    if (observation.type !== "blocked") continue;
    const call = observations.find(
      (other): other is Call =>
        other.type === "call" && other.record === observation.record && other.rec === observation.rec,
    );
    if (call !== undefined) returns.set(observation, call);
  }
  return returns;
}

export function secondsAt(ns: number, startNs: number): string {
  return ((ns - startNs) / NS_PER_SECOND).toFixed(6);
}

/** What the kernel sends at the same time behind a packet. */
function framesBehind(observations: readonly Observation[], packet: Observation): readonly Uint8Array[] {
  return observations
    .slice(observations.indexOf(packet) + 1)
    .flatMap((other) => (other.type === "sent" && other.timeNs === packet.timeNs ? [other.frame] : []));
}

function addressOf(version: string, option: string): Uint8Array | undefined {
  return parseAddress(VARIANTS.find(({ name }) => name === version)?.options[option] ?? "");
}

/** A script makes a call before it expects what the call sends; a history tells of it when it has returned. */
function inOrder(observations: readonly Observation[]): readonly Observation[] {
  const ordered: Observation[] = [];
  for (const observation of observations) {
    let at = ordered.length;
    if (observation.type === "call" || observation.type === "blocked")
      while (at > 0 && isOf(ordered[at - 1], observation)) at--;
    ordered.splice(at, 0, observation);
  }
  return ordered;
}

/** Whether a packet was sent at the time of a call, by it: nothing else is done at the same time. */
function isOf(before: Observation | undefined, call: Observation): boolean {
  return before?.type === "sent" && before.timeNs === call.timeNs;
}
