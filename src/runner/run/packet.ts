// SPDX-License-Identifier: GPL-2.0
import type { Packet } from "../../dsl/ast.js";
import { printPacket } from "../../dsl/print.js";
import { expectPacket, inject } from "../../inject/inject.js";
import type { Expectation, Outcome } from "../../inject/match/expectation.js";
import type { MatchPolicy } from "../../inject/match/policy.js";
import { decode } from "../../inject/wire/decode.js";
import { isDecodeError } from "../../inject/wire/decode-error.js";
import type { DueTime, Scheduled } from "../timing/schedule.js";
import { formatSeconds } from "../timing/seconds.js";
import { toleranceNs } from "../timing/tolerance.js";
import { arrive } from "./arrivals.js";
import { checkTime } from "./check-time.js";
import { advanceUntil, drain, now, waitFor, whyNothingHappens } from "./clock.js";
import { Mismatch } from "./problems.js";
import type { RunState, SentFrame } from "./state.js";

/** Longer than the script's time, in whole seconds as packetdrill counts, a packet is not awaited. */
const PATIENCE_SECONDS = 2;
const SECOND_NS = 1_000_000_000;
const NS_PER_US = 1000;

/** Injects a packet of the script. */
export function runInboundPacket(state: RunState, packet: Packet, { due }: Scheduled): void {
  waitFor(state, due, "inbound packet");
  const { kernel, config, device, trace } = state;
  const { frame, packet: wire } = inject(state.connections, packet, {
    scaledEchoes: config.scaledEchoes,
    dontFragment: config.coalesceNs !== undefined,
  });
  const [timeNs, { line }] = [kernel.now(), trace];
  trace.add({ timeNs, line, type: "frame", direction: "inbound", device, data: frame });
  const isTcp = wire.headers.at(-1)?.type === "tcp" && !wire.headers.some(({ type }) => type === "udp");
  arrive(state, { data: frame, gsoSize: isTcp && config.mss > 0 ? config.mss : undefined });
  drain(state);
}

/**
 * Waits for a packet that the script expects. Packets that were sent before count, too: they are
 * looked at in the order in which they were sent.
 */
export function runOutboundPacket(state: RunState, packet: Packet, { due }: Scheduled): void {
  const expectation = expectPacket(state.connections, packet, policyAt(state, due));
  const taken: number[] = [];
  const end = (outcome: Outcome, timeNs: number): void => {
    const { kernel, trace } = state;
    const frames = taken.slice(-outcome.segments);
    trace.add({ timeNs: kernel.now(), line: trace.line, type: "expected", frames });
    report(state, due, expectation, outcome, timeNs);
  };
  for (;;) {
    const frame = nextFrame(state, due);
    if (frame === undefined) {
      const partial = expectation.settle();
      if (partial === undefined) throw missingPacket(state, due, packet);
      end(partial, now(state));
      return;
    }
    const live = decode(frame.data, state.connections.carriers.inUdp);
    if (isDecodeError(live)) continue;
    const offer = expectation.offer(live);
    if (offer.type !== "ignored") taken.push(frame.place);
    if (offer.type !== "complete") continue;
    end(offer, frame.timeNs);
    return;
  }
}

/** Timestamps may be off by more the longer the script has run, as packetdrill has it. */
function policyAt({ config }: RunState, due: DueTime): MatchPolicy {
  return {
    strictSegments: config.strictSegments,
    timestampTickUs: config.timestampTickUs,
    timestampToleranceUs: toleranceNs(config.tolerance, due.startNs) / NS_PER_US,
    timestampEcho: "any",
  };
}

/** The next frame that the kernel sends; undefined if none comes in time, or none can come. */
function nextFrame(state: RunState, due: DueTime): SentFrame | undefined {
  const deadline = due.type === "any" ? Number.POSITIVE_INFINITY : now(state) + patience(state, due);
  advanceUntil(state, deadline, () => state.sent.length > 0);
  return state.sent.shift();
}

function patience({ previous }: RunState, due: DueTime): number {
  const last = due.type === "range" ? Math.max(due.startNs, due.endNs) : due.startNs;
  const seconds = Math.trunc((last - (previous?.due.startNs ?? 0)) / SECOND_NS);
  return Math.max(0, seconds + PATIENCE_SECONDS) * SECOND_NS;
}

function missingPacket(state: RunState, due: DueTime, packet: Packet): Mismatch {
  const when = due.type === "any" ? "" : ` at ${formatSeconds(due.startNs)} sec`;
  const timer = state.kernel.nextTimer();
  const isQuiet = due.type === "any" || timer === Number.POSITIVE_INFINITY;
  const next = isQuiet
    ? whyNothingHappens(state)
    : { message: `the kernel's next timer is due at ${formatSeconds(timer - state.startNs)} sec` };
  return new Mismatch(
    "run/no-packet",
    packet.span,
    `expected an outbound packet${when}, but none was sent until ${formatSeconds(now(state))} sec`,
    [next],
  );
}

function report(
  state: RunState,
  due: DueTime,
  { packet }: Expectation,
  outcome: Outcome,
  timeNs: number,
): void {
  if (outcome.differences.length > 0) {
    const mismatch = packetMismatch(due, packet, outcome, timeNs);
    if (!state.config.nonFatalPackets) throw mismatch;
    state.warnings.push(mismatch);
  }
  checkTime(state, due, timeNs, state.previous?.due.startNs, "outbound packet");
}

function packetMismatch(due: DueTime, packet: Packet, outcome: Outcome, timeNs: number): Mismatch {
  const { differences, segments } = outcome;
  const fields = differences.map(
    ({ field, expected, actual }) => `${field} expected ${expected}, actual ${actual}`,
  );
  const message = `outbound packet differs: ${fields.join("; ")}`;
  return new Mismatch("run/packet", packet.span, message, [], {
    expected: `${formatSeconds(due.startNs)} ${printPacket(packet)}`,
    actual: `${formatSeconds(timeNs)} ${printPacket(outcome.actual())}${segments > 1 ? ` (in ${segments} segments)` : ""}`,
    differences,
  });
}
