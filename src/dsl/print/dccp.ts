// SPDX-License-Identifier: GPL-2.0
import {
  DCCP_FEATURES,
  DCCP_RESET_CODES,
  type DccpHeader,
  type DccpOption,
  type Num,
  type SymbolRef,
} from "../ast.js";
import { printPorts } from "./endpoint.js";
import { blob, hex, num, optional } from "./values.js";

type S = SymbolRef;

/** `dccp DataAck seq 2 ack 3 (100) <elapsed_time 5>` */
export function printDccp(header: DccpHeader<S>): string {
  const { ports, packetType, extended, sequence, ack, ccval, cscov, length, options } = header;
  const start = `dccp ${printPorts(ports)}${packetType}${extended ? "" : " short"} seq ${num(sequence)}${header.absolute ? "!" : ""}`;
  const fields = [
    optional("ack", ack, num),
    optional("service", header.service, printService),
    optional("code", header.resetCode, (code) => named(code, DCCP_RESET_CODES)),
    optional("data", header.resetData, blob),
    optional("ccval", ccval, num),
    optional("cscov", cscov, num),
    optional("doff", header.dataOffset, num),
    header.badChecksum ? " bad_checksum" : "",
  ];
  return `${start}${fields.join("")}${length === 0 ? "" : ` (${num(length)})`}${printOptions(options)}`;
}

/** As text where it can be text. */
function printService(service: Num<S>): string {
  if (typeof service !== "number" || service > 0xffff_ffff) return num(service);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(service);
  const text = bytes.toString("latin1").trimEnd();
  return /^[A-Za-z0-9\-_+.*/?@]+$/.test(text) && bytes.toString("latin1") === text.padEnd(4)
    ? `"${text}"`
    : num(service);
}

function named(value: Num<S>, names: Readonly<Record<number, string>>): string {
  return (typeof value === "number" ? names[value] : undefined) ?? num(value);
}

function printOptions(options: readonly DccpOption<S>[] | undefined): string {
  if (options === undefined) return " <...>";
  return options.length === 0 ? "" : ` <${options.map(printDccpOption).join(",")}>`;
}

export function printDccpOption(option: DccpOption<S>): string {
  switch (option.type) {
    case "padding":
    case "mandatory":
    case "slow_receiver":
      return option.type;
    case "change_l":
    case "change_r":
    case "confirm_l":
    case "confirm_r":
      return [option.type, named(option.feature, DCCP_FEATURES), ...option.values.map(num)].join(" ");
    case "init_cookie":
      return `init_cookie ${blob(option.cookie)}`;
    case "ndp_count":
      return `ndp_count${option.octets ?? ""} ${num(option.count)}`;
    case "ack_vector":
      return [`ack_vector${option.nonce}`, ...option.runs.map(({ state, packets }) => state + packets)].join(
        " ",
      );
    case "data_dropped":
      return ["data_dropped", ...option.runs.map(({ state, packets }) => `${state} ${packets}`)].join(" ");
    case "timestamp":
      return `timestamp ${num(option.value)}`;
    case "timestamp_echo":
      return `timestamp_echo ${num(option.value)}${optional(`elapsed${option.octets ?? ""}`, option.elapsed, num)}`;
    case "elapsed_time":
      return `elapsed_time${option.octets ?? ""} ${num(option.elapsed)}`;
    case "data_checksum":
      return `data_checksum${option.checksum === undefined ? "" : ` ${hex(option.checksum)}`}`;
    case "loss_event_rate":
    case "receive_rate":
      return `${option.type} ${num(option.rate)}`;
    case "loss_intervals": {
      const intervals = option.intervals.map(
        ({ lossless, loss, data, nonce }) =>
          ` (lossless ${num(lossless)}, loss ${num(loss)}, ${nonce === 1 ? "nonce 1, " : ""}data ${num(data)})`,
      );
      return `loss_intervals skip ${num(option.skip)}${intervals.join("")}`;
    }
    case "unknown":
      return `kind ${num(option.kind)}${option.data ? ` ${blob(option.data)}` : ""}`;
    case "raw":
      return `raw ${blob(option.data)}`;
  }
}
