// SPDX-License-Identifier: GPL-2.0
import { DCCP_TYPES, NO_SPAN, SCTP_CHUNK_TYPES, TCP_FLAG } from "../../dsl/ast.js";
import { printTcpFlags } from "../../dsl/print.js";
import { callWords } from "./call-words.js";
import { OP } from "./operations.js";
import { type Program, type Rec, taskOf, unitOf } from "./program.js";

/**
 * A program as somebody reads it: its calls and packets in the words of scripts, as far as they can be told
 * without running it. Sockets and the peer's connections have the names of units, and numbers of packets count
 * from those that are next.
 */
export function describeProgram({ records, ...head }: Program): string {
  const { protocol, isIpv6, schedule } = head;
  const order = schedule === 0 ? "" : `, schedule ${schedule}`;
  return [
    `// ${protocol} over ${isIpv6 ? "IPv6" : "IPv4"}${order}`,
    ...records.map((rec) => `  ${describe(rec, head)}`),
  ].join("\n");
}

const US_PER_SECOND = 1e6;

function describe(rec: Rec, program: Pick<Program, "protocol" | "isIpv6">): string {
  const { op, a, b, c, d, e, flags } = rec;
  const unit = `unit${unitOf(rec)}`;
  const seconds = a / US_PER_SECOND;
  switch (op) {
    case OP.advance:
      return `+${seconds}`;
    case OP.nextTimer:
      return `+0~+${seconds} // until the next timer`;
    case OP.settle:
      return `close() of all, +${seconds}`;
    case OP.segment:
    case OP.mptcp: {
      const letters = printTcpFlags({ span: NO_SPAN, bits: flags & TCP_BITS, ace: false });
      const length = c & 0xffff;
      const numbers = `${signed(a)}(${length}) ack ${signed(b)} win ${c >>> 16}`;
      const others = rest({ flags: flags & ~TCP_BITS, d, e });
      return `< ${unit} ${letters} ${op === OP.mptcp ? "mptcp " : ""}${numbers}${others}`;
    }
    case OP.datagram:
      return `< udp ${unit} (${a})${rest({ flags, b, c, d })}`;
    case OP.chunk: {
      const type = flags & 0xff;
      const name = Object.entries(SCTP_CHUNK_TYPES).find(([, number]) => number === type)?.[0] ?? "CHUNK";
      return `< ${unit} sctp: ${name}[${signed(a)}]${rest({ flags: flags - type, b, c, d, e })}`;
    }
    case OP.dccp: {
      const type = DCCP_TYPES[flags & 0xf] ?? "reserved";
      const numbers = `seq ${signed(a)} ack ${signed(b)} (${c & 0xffff})`;
      return `< dccp ${unit} ${type} ${numbers}${rest({ flags: flags & ~0xf, c: c >>> 16, d, e })}`;
    }
    case OP.icmpError:
      return `< icmp ${a} [what ${unit} sent last, ${signed(c)}]${rest({ b })}`;
    case OP.fragments:
    case OP.damaged:
    case OP.options:
    case OP.echo:
      return `< ${WRAPPED[op] ?? ""}${rest({ a, b, c, d, flags })}`;
    case OP.again:
      return `< the packet before ${a} others once more`;
    case OP.twist:
      return `< the packet before ${a} others, byte ${b} is ${c}${(d & 1) !== 0 ? ", right checksums" : ""}`;
    case OP.failNth:
      return `allocation ${a} of the next call fails`;
    case OP.memory:
      return "cat /proc/lib/slabs";
    case OP.nothing:
      return "// nothing";
    default: {
      const told = callWords(rec, { program, fd: unit }) ?? `// operation ${op}`;
      const made = op === OP.socket ? ` = ${unit}` : op === OP.accept ? ` = unit${a % 8}` : "";
      return `${told}${made}${taskOf(rec) === 0 ? "" : ` // on task ${taskOf(rec)}`}`;
    }
  }
}

/** native/fuzz/wrap.h */
const WRAPPED: Readonly<Record<number, string>> = {
  [OP.fragments]: "a packet in fragments",
  [OP.damaged]: "a packet with a wrong IP header",
  [OP.options]: "the next packet with IP options",
  [OP.echo]: "icmp echo_request",
};

/** FIN … CWR and AE, as a record has them. */
const TCP_BITS =
  TCP_FLAG.FIN |
  TCP_FLAG.SYN |
  TCP_FLAG.RST |
  TCP_FLAG.PSH |
  TCP_FLAG.ACK |
  TCP_FLAG.URG |
  TCP_FLAG.ECE |
  TCP_FLAG.CWR |
  TCP_FLAG.AE;

function signed(number: number): string {
  const value = number | 0;
  return value < 0 ? String(value) : `+${value}`;
}

/** What has no words, as far as it is not 0. */
function rest(fields: Readonly<Record<string, number>>): string {
  const said = Object.entries(fields).filter(([, value]) => value !== 0);
  if (said.length === 0) return "";
  return ` // ${said.map(([name, value]) => `${name} 0x${(value >>> 0).toString(16)}`).join(", ")}`;
}
