// SPDX-License-Identifier: GPL-2.0
import { type DccpHeader, type DccpOption, dccpFeatureOctets } from "../ast.js";
import type { FieldVisitor } from "./fields.js";

/** Visits the numbers of a DCCP packet that have a size of their own on the wire. */
export function visitDccp(header: DccpHeader, lengthBits: number, visit: FieldVisitor): void {
  const { span, ports } = header;
  visit("source port", ports?.source, 16, ports?.span ?? span);
  visit("destination port", ports?.destination, 16, ports?.span ?? span);
  visit("seq", header.sequence, 48, span);
  visit("ack", header.ack, 48, span);
  visit("service", header.service, 32, span);
  visit("code", header.resetCode, 8, span);
  visit("ccval", header.ccval, 4, span);
  visit("cscov", header.cscov, 4, span);
  visit("doff", header.dataOffset, 8, span);
  visit("length", header.length, lengthBits, span);
  for (const option of header.options ?? []) visitOption(option, visit);
}

function visitOption(option: DccpOption, visit: FieldVisitor): void {
  const { span } = option;
  switch (option.type) {
    case "change_l":
    case "change_r":
    case "confirm_l":
    case "confirm_r":
      visit("feature", option.feature, 8, span);
      for (const value of option.values) visit("value", value, 8 * dccpFeatureOctets(option.feature), span);
      break;
    case "ndp_count":
      visit("ndp_count", option.count, 8 * (option.octets ?? 6), span);
      break;
    case "timestamp":
    case "timestamp_echo":
      visit(option.type, option.value, 32, span);
      if (option.type === "timestamp_echo") visit("elapsed", option.elapsed, 8 * (option.octets ?? 4), span);
      break;
    case "elapsed_time":
      visit("elapsed_time", option.elapsed, 8 * (option.octets ?? 4), span);
      break;
    case "data_checksum":
      visit("data_checksum", option.checksum, 32, span);
      break;
    case "loss_event_rate":
    case "receive_rate":
      visit(option.type, option.rate, 32, span);
      break;
    case "loss_intervals":
      visit("skip", option.skip, 8, span);
      for (const interval of option.intervals) {
        visit("lossless", interval.lossless, 24, interval.span);
        visit("loss", interval.loss, 23, interval.span);
        visit("data", interval.data, 24, interval.span);
      }
      break;
    case "unknown":
      visit("kind", option.kind, 8, span);
      break;
    case "padding":
    case "mandatory":
    case "slow_receiver":
    case "init_cookie":
    case "ack_vector":
    case "data_dropped":
    case "raw":
      break;
  }
}
