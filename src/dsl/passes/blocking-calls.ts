// SPDX-License-Identifier: GPL-2.0
import type { SystemCall } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { descriptorOf, namesIn } from "./arguments.js";
import { type Pass, problem } from "./pass.js";
import { isQuietCommand } from "./quiet.js";

/** Socket options after which a call may return early. */
const EARLY_RETURN = /TIMEO|FASTOPEN|REPAIR/;

/**
 * Calls that block until something happens that stands behind them in the script, without a second
 * time that says so: connect() before the SYN-ACK, accept() before any packet.
 */
export const blockingCalls: Pass = (script) => {
  const problems: Diagnostic[] = [];
  const sockets = new BlockingSockets();
  for (const { action } of script.events) {
    if (action.type === "packet" && action.direction === "inbound") sockets.isReached = true;
    if (action.type === "command" && !isQuietCommand(action.text, false)) sockets.isReached = true;
    if (action.type !== "syscall") continue;
    if (action.end === undefined && sockets.blocks(action)) {
      const notes = [
        { message: "with a second time it may: +0...0.2 returns 0.2 s later than the line before" },
      ];
      const message = `${action.name}() blocks here, and the script does not go on before it returns`;
      problems.push({ ...problem(script, action.span, "check/blocks", message, notes), severity: "warning" });
    }
    sockets.follow(action);
  }
  return problems;
};

/** The stream sockets of which it is known that their calls block, and that they have no peer yet. */
class BlockingSockets {
  readonly #unconnected = new Set<number>();
  /** Whether a peer can have connected. */
  isReached = false;

  blocks({ name, args, result, errno }: SystemCall): boolean {
    const fd = descriptorOf(args[0]);
    if (fd === undefined || !this.#unconnected.has(fd) || errno !== undefined) return false;
    const returned = descriptorOf(result);
    if (name === "connect") return returned === 0 && args[1]?.type === "ellipsis";
    return (name === "accept" || name === "accept4") && returned !== undefined && !this.isReached;
  }

  follow({ name, args, result }: SystemCall): void {
    const fd = descriptorOf(args[0]);
    switch (name) {
      case "socket": {
        const made = descriptorOf(result);
        const type = args[1] === undefined ? [] : namesIn(args[1]);
        if (made === undefined) break;
        if (type.includes("SOCK_STREAM") && type.length === 1) this.#unconnected.add(made);
        else this.#unconnected.delete(made);
        break;
      }
      case "connect":
        // the peer may be another socket of the script
        if (args[1]?.type !== "ellipsis") this.isReached = true;
        if (fd !== undefined) this.#unconnected.delete(fd);
        break;
      case "setsockopt":
        if (fd !== undefined && args.some((arg) => namesIn(arg).some((word) => EARLY_RETURN.test(word))))
          this.#unconnected.delete(fd);
        break;
      case "bind":
      case "listen":
      case "accept":
      case "accept4":
      case "getsockopt":
      case "getsockname":
      case "epoll_ctl":
        break;
      default:
        if (fd !== undefined) this.#unconnected.delete(fd);
    }
  }
}
