// SPDX-License-Identifier: GPL-2.0
import { printPacket, printSystemCall } from "../../dsl/print.js";
import type { Connections } from "../../inject/mapping/connections.js";
import { toAst } from "../../inject/to-ast/packet.js";
import { decode } from "../../inject/wire/decode.js";
import { isDecodeError } from "../../inject/wire/decode-error.js";
import { isUpkeep } from "../../inject/wire/upkeep.js";
import { formatSeconds } from "../timing/seconds.js";
import type { Trace, TraceEvent } from "../trace/trace.js";
import { ComparableTimestamps, comparableLog } from "./comparable.js";
import type { TraceLine } from "./report.js";

const TIME_WIDTH = 12;

/**
 * The Trace in script notation, an event a line, with times since the start of the script. Frames
 * of the script's connections have the script's numbers, others those of the wire.
 */
export function describeTrace(trace: Trace, connections: Connections): readonly string[] {
  return trace.events.flatMap((_, index) => describeAt(trace, index, connections));
}

/** The last lines of that; what comes before is not looked at. */
export function describeEnd(trace: Trace, connections: Connections, count: number): readonly string[] {
  const parts: (readonly string[])[] = [];
  let lines = 0;
  for (let index = trace.events.length - 1; index >= 0 && lines < count; index--) {
    const part = describeAt(trace, index, connections);
    parts.push(part);
    lines += part.length;
  }
  return parts.reverse().flat().slice(-count);
}

function describeAt({ startNs, events }: Trace, index: number, connections: Connections): readonly string[] {
  const event = events[index];
  if (event === undefined) return [];
  const time = startNs === undefined ? "" : formatSeconds(event.timeNs - startNs);
  return describeEvent(event, index, events, connections).map((line, number) =>
    `${(number === 0 ? time : "").padStart(TIME_WIDTH)} ${line}`.trimEnd(),
  );
}

/**
 * What happened, for comparing it with what happened on another kernel: in the script's numbers, since
 * the kernel chooses those of the wire at random. The upkeep of the network is left out, whose times
 * are random, too; and what only tells the same in other words.
 */
export function traceLines({ startNs = 0, events }: Trace, connections: Connections): readonly TraceLine[] {
  const timestamps = new ComparableTimestamps();
  return events.flatMap((event, index): readonly TraceLine[] => {
    if (event.type === "timing" || (event.type === "frame" && isUpkeep(event.data))) return [];
    const place = { ns: event.timeNs - startNs, line: event.line };
    if (event.type === "tcp-info")
      return [{ ...place, text: "tcp_info", values: Object.fromEntries(event.variables) }];
    const lines = describeEvent(event, index, events, connections);
    const text = lines.join("\n");
    if (lines.length === 0) return [];
    if (event.type === "log") return [{ ...place, text, compared: comparableLog(text) }];
    if (event.type === "frame" && event.direction === "outbound")
      return [{ ...place, text, compared: timestamps.replace(text, place.ns) }];
    return [{ ...place, text }];
  });
}

/** No line for events that other lines tell enough about. */
function describeEvent(
  event: TraceEvent,
  index: number,
  events: readonly TraceEvent[],
  connections: Connections,
): readonly string[] {
  switch (event.type) {
    case "syscall-enter":
      return blocks(event, index, events) ? [`${printCall(event.call)} ... blocks`] : [];
    case "syscall-exit":
      return [printSystemCall(event.call)];
    case "frame":
      return [describeFrame(event, connections)];
    case "log":
      return [`kernel: ${event.text}`];
    case "print":
      return event.text.trimEnd().split("\n");
    case "command":
      return [...`\`${event.text.trim()}\``.split("\n"), ...output(event.stdout), ...output(event.stderr)];
    case "signal":
      return [`signal ${event.signal} to task ${event.task}`];
    case "timing":
      return [describeTiming(event)];
    case "died":
      return [`the kernel died: ${event.reason}`];
    case "clock":
    case "expected":
    case "tcp-info":
      return [];
  }
}

/** Whether a call returns later than it is made, or not at all. */
function blocks(
  enter: TraceEvent & { readonly type: "syscall-enter" },
  index: number,
  events: readonly TraceEvent[],
): boolean {
  const exit = events.find(
    (event, place) => place > index && event.type === "syscall-exit" && event.task === enter.task,
  );
  return exit?.timeNs !== enter.timeNs;
}

/** The call without a result. */
function printCall(call: Parameters<typeof printSystemCall>[0]): string {
  const { errno: _errno, note: _note, ...rest } = call;
  return printSystemCall(rest).replace(/ = [^=]*$/, "");
}

/** A frame in script notation, with the script's numbers if it is of one of its connections. */
export function describeFrame(
  event: TraceEvent & { readonly type: "frame" },
  connections: Connections,
): string {
  const { data, direction } = event;
  const packet = decode(data, connections.carriers.inUdp);
  const sign = direction === "inbound" ? "<" : ">";
  if (isDecodeError(packet)) return `${sign} ${data.length} bytes: ${packet.message}`;
  const connection = connections.forLive(packet, direction);
  return printPacket(toAst(packet, direction, connection === undefined ? {} : { connection }));
}

function describeTiming({ what, offNs, toleranceNs }: TraceEvent & { readonly type: "timing" }): string {
  const off = `${formatSeconds(Math.abs(offNs))} sec ${offNs < 0 ? "early" : "late"}`;
  return `// ${what}: ${off}, tolerance ${formatSeconds(toleranceNs)} sec`;
}

function output(text: string): readonly string[] {
  return text === "" ? [] : text.trimEnd().split("\n");
}
