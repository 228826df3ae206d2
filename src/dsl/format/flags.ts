// SPDX-License-Identifier: GPL-2.0
import type { Action, Event, SymbolRef } from "../ast.js";
import { printSequence, printTcpFlags } from "../print.js";
import type { Source } from "../source.js";

/** Of "S.", "P." and "F.": what authors fill up to who write sequence numbers below each other. */
const USUAL_WIDTH = 2;

/** Room for the flags of TCP packets, in characters: 0, or 2 where most single flags have a space behind. */
export function chooseFlagWidth(events: readonly Event<SymbolRef>[], source: Source): number {
  let padded = 0;
  let bare = 0;
  for (const { action } of events) {
    const place = tcpPlace(action);
    if (place === undefined || place.flags.length >= USUAL_WIDTH) continue;
    const text = source.text.slice(action.span.start, action.span.end);
    if (text.includes(`${place.flags.padEnd(USUAL_WIDTH)} ${place.sequence}`)) padded++;
    else bare++;
  }
  return padded > bare ? USUAL_WIDTH : 0;
}

/** The printed packet with room for its flags. */
export function padFlags(printed: string, action: Action<SymbolRef>, width: number): string {
  const place = tcpPlace(action);
  if (place === undefined || place.flags.length >= width) return printed;
  const { flags, sequence } = place;
  const at = printed.lastIndexOf(` ${flags} ${sequence}`);
  if (at < 0) return printed;
  const end = at + 1 + flags.length;
  return printed.slice(0, end).padEnd(at + 1 + width) + printed.slice(end);
}

interface Place {
  readonly flags: string;
  readonly sequence: string;
}

function tcpPlace(action: Action<SymbolRef>): Place | undefined {
  const header = action.type === "packet" ? action.headers.at(-1) : undefined;
  if (header?.type !== "tcp") return undefined;
  return { flags: printTcpFlags(header.flags), sequence: printSequence(header.sequence) };
}
