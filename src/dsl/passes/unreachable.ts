// SPDX-License-Identifier: GPL-2.0
import { type Event, type Header, type Packet, TCP_FLAG } from "../ast.js";
import { type Pass, problem } from "./pass.js";
import { isQuietCall, isQuietCommand } from "./quiet.js";

/** What has happened up to an event that can make the kernel send. */
interface Past {
  readonly isCalled: boolean;
  readonly isInjected: boolean;
  readonly isSynInjected: boolean;
}

/**
 * Expected packets that the kernel has no reason to send: nothing before them asks for any, or not
 * for such a one. The first of a script only, as the script ends there.
 */
export const unreachable: Pass = (script) => {
  if (script.init !== undefined && !isQuietCommand(script.init.text, true)) return [];
  let past: Past = { isCalled: false, isInjected: false, isSynInjected: false };
  for (const { action } of script.events) {
    if (action.type === "packet" && action.direction === "outbound") {
      const reason = whyNever(action, past);
      if (reason === undefined) continue;
      const [message, note] = reason;
      const found = problem(script, action.span, "check/unreachable", message, [{ message: note }]);
      return [{ ...found, severity: "warning" }];
    }
    if (action.type === "command" && !isQuietCommand(action.text, false)) return [];
    past = after(action, past);
  }
  return [];
};

function after(action: Event["action"], past: Past): Past {
  switch (action.type) {
    case "packet": {
      const isSyn = action.headers.every(mayBeSyn);
      return { ...past, isInjected: true, isSynInjected: past.isSynInjected || isSyn };
    }
    case "syscall":
      return { ...past, isCalled: past.isCalled || !isQuietCall(action) };
    default:
      return past;
  }
}

/** False for a TCP header without SYN. */
function mayBeSyn(header: Header): boolean {
  return header.type !== "tcp" || (header.flags.bits & TCP_FLAG.SYN) !== 0;
}

/** What is wrong, and what to do about it. */
function whyNever({ headers }: Packet, past: Past): readonly [string, string] | undefined {
  const transport = headers.at(-1);
  if (transport === undefined || transport.type === "icmp" || transport.type === "other") return undefined;
  if (!past.isCalled && !past.isInjected)
    return [
      "nothing before makes the kernel send this packet",
      "a call such as connect() or sendto(), or an injected packet, comes first",
    ];
  if (transport.type !== "tcp") return undefined;
  const isSyn = (transport.flags.bits & TCP_FLAG.SYN) !== 0;
  const isAck = (transport.flags.bits & TCP_FLAG.ACK) !== 0;
  if (isSyn && isAck && !past.isSynInjected)
    return ["no SYN was injected that this SYN-ACK could answer", "write one before: < S 0:0(0) win 65535"];
  if (isSyn && !isAck && !past.isCalled)
    return [
      "no call before opens the connection of this SYN",
      "connect() does; the other side's SYN starts with <",
    ];
  if (!isSyn && !past.isInjected)
    return [
      "no packet was injected yet, so there is no connection",
      "the other side's part of the handshake comes first, such as < S. 0:0(0) ack 1 win 65535",
    ];
  return undefined;
}
