// SPDX-License-Identifier: GPL-2.0
import {
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
  const { ports, endpoints, flags, sequence, ack, window, urgent, options } = header;
  const ends = printPorts(ports) + printEndpoints(endpoints);
  const start = `${ends}${printTcpFlags(flags)} ${printSequence(sequence)}`;
  const fields = optional("ack", ack, num) + optional("win", window, num) + optional("urg", urgent, num);
  return start + fields + printTcpOptions(options);
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

export function printSequence({ start, end, length }: Sequence<S>): string {
  return `${num(start)}:${num(end)}(${num(length)})`;
}

function printTcpOptions(options: readonly TcpOption<S>[] | undefined): string {
  if (options === undefined) return " <...>";
  return options.length === 0 ? "" : ` <${options.map(printTcpOption).join(",")}>`;
}

const ACCECN_NAMES = [
  ["e0b", "ceb", "e1b"],
  ["e1b", "ceb", "e0b"],
] as const;

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
      return `TS val ${num(option.value)} ecr ${num(option.echo)}`;
    case "md5":
      return `md5${option.digest ? ` ${blob(option.digest)}` : ""}`;
    case "ao":
      return `ao keyid ${num(option.keyId)} rnextkeyid ${num(option.rnextKeyId)}${optional("mac", option.mac, blob)}`;
    case "fastopen":
      return (option.experimental ? "FOEXP" : "FO") + (option.cookie ? ` ${blob(option.cookie)}` : "");
    case "accecn":
      return `ECN${option.counters.map((counter, i) => ` ${ACCECN_NAMES[option.order][i]} ${num(counter)}`).join("")}`;
    case "unknown":
      return `kind ${num(option.kind)}${option.data ? ` ${blob(option.data)}` : ""}`;
    case "raw":
      return `raw ${blob(option.data)}`;
    default:
      return printMptcpOption(option);
  }
}
