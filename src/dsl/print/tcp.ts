// SPDX-License-Identifier: GPL-2.0
import {
  type AccEcnOption,
  type ResetReason,
  type Sequence,
  type SymbolRef,
  TCP_FLAG,
  type TcpFlags,
  type TcpHeader,
  type TcpOption,
} from "../ast.js";
import { printEndpoints, printPorts } from "./endpoint.js";
import { printMptcpOption } from "./mptcp.js";
import { blob, num, optional } from "./values.js";

type S = SymbolRef;

/** `P. 1:1001(1000) ack 1 win 257 <nop,nop,TS val 1 ecr 2>` */
export function printTcp(header: TcpHeader<S>): string {
  const { ports, endpoints, flags, sequence, ack, window, urgent, options, resetReason, socket } = header;
  const ends = printPorts(ports) + printEndpoints(endpoints);
  const start = `${ends}${printTcpFlags(flags)} ${printSequence(sequence)}`;
  const fields = optional("ack", ack, num) + optional("win", window, num) + optional("urg", urgent, num);
  const end = printResetReason(resetReason) + (socket === undefined ? "" : ` sock(${num(socket)})`);
  return start + fields + printTcpOptions(options) + end;
}

const LETTERS: readonly (readonly [number, string])[] = [
  [TCP_FLAG.FIN, "F"],
  [TCP_FLAG.SYN, "S"],
  [TCP_FLAG.RST, "R"],
  [TCP_FLAG.PSH, "P"],
  [TCP_FLAG.ACK, "."],
  [TCP_FLAG.URG, "U"],
];

const ECN_LETTERS: typeof LETTERS = [
  [TCP_FLAG.ECE, "E"],
  [TCP_FLAG.CWR, "W"],
  [TCP_FLAG.AE, "A"],
];

export function printTcpFlags({ bits, ace }: TcpFlags): string {
  const letters = (table: typeof LETTERS) =>
    table.map(([bit, letter]) => (bits & bit ? letter : "")).join("");
  const text = letters(LETTERS) + (ace ? String(bits >> 6) : letters(ECN_LETTERS));
  return text === "" ? "-" : text;
}

export function printSequence({ start, end, length, mode }: Sequence<S>): string {
  if (mode === "any") return `...(${num(length)})`;
  return `${num(start)}:${num(end)}(${num(length)})${mode === "absolute" ? "!" : ""}`;
}

function printTcpOptions(options: readonly TcpOption<S>[] | undefined): string {
  if (options === undefined) return " <...>";
  return options.length === 0 ? "" : ` <${options.map(printTcpOption).join(",")}>`;
}

const ACCECN_NAMES = [
  ["e0b", "ceb", "e1b"],
  ["e1b", "ceb", "e0b"],
] as const;

/** The notation of the RFC's option cannot say that there are no counters. */
function printAccEcn({ order, counters, experimental }: AccEcnOption<S>): string {
  const isLong = experimental || counters.length === 0;
  const list = counters.map((counter, i) => ` ${isLong ? "e" : ""}${ACCECN_NAMES[order][i]} ${num(counter)}`);
  return `${isLong ? `${experimental ? "exp-" : ""}AccECN${order}` : "ECN"}${list.join("")}`;
}

function printResetReason(reason: ResetReason<S> | undefined): string {
  return reason === undefined ? "" : ` [code ${num(reason.code)}, pen ${num(reason.pen)}]`;
}

export function printTcpOption(option: TcpOption<S>): string {
  switch (option.type) {
    case "eol":
    case "nop":
    case "sackOK":
      return option.type;
    case "mss":
      return `mss ${num(option.value)}`;
    case "wscale":
      return `wscale ${num(option.shift)}`;
    case "sack":
      return `sack ${option.blocks.map(({ left, right }) => `${num(left)}:${num(right)}`).join(" ")}`;
    case "timestamps":
      return `TS val ${option.value === undefined ? "..." : num(option.value)} ecr ${num(option.echo)}${option.absoluteEcho ? "!" : ""}`;
    case "md5":
      if (option.valid) return "md5 valid";
      return `md5${option.digest ? ` ${blob(option.digest)}` : ""}`;
    case "ao":
      return `ao keyid ${num(option.keyId)} rnextkeyid ${num(option.rnextKeyId)}${optional("mac", option.mac, blob)}`;
    case "fastopen":
      return (option.experimental ? "FOEXP" : "FO") + (option.cookie ? ` ${blob(option.cookie)}` : "");
    case "accecn":
      return printAccEcn(option);
    case "experimental":
      return `exp-${option.exId.toString(16).padStart(4, "0")}${option.data ? ` ${blob(option.data)}` : ""}`;
    case "tarr":
      return `exp-tarr${option.rate === undefined ? "" : ` ${num(option.rate)}`}`;
    case "unknown":
      return `kind ${num(option.kind)}${option.data ? ` ${blob(option.data)}` : ""}`;
    case "raw":
      return `raw ${blob(option.data)}`;
    default:
      return printMptcpOption(option);
  }
}
