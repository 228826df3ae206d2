// SPDX-License-Identifier: GPL-2.0
import type { DccpHeader, DccpOption, SymbolRef } from "../ast.js";
import type { Binder } from "./binder.js";
import { bindPorts } from "./tcp.js";

type S = SymbolRef;

export function bindDccp(binder: Binder, header: DccpHeader<S>): DccpHeader {
  const { type, span, ports, packetType, extended, sequence, ack, service, length, options } = header;
  const { absolute, resetCode, resetData, ccval, cscov, dataOffset, badChecksum } = header;
  return {
    type,
    span,
    ...(ports && { ports: bindPorts(binder, ports) }),
    packetType,
    extended,
    sequence: binder.num(sequence),
    ...(absolute && { absolute }),
    ...(ack !== undefined && { ack: binder.num(ack) }),
    ...(service !== undefined && { service: binder.num(service) }),
    ...(resetCode !== undefined && { resetCode: binder.num(resetCode) }),
    ...(resetData !== undefined && { resetData: binder.blob(resetData) }),
    ...(ccval !== undefined && { ccval: binder.num(ccval) }),
    ...(cscov !== undefined && { cscov: binder.num(cscov) }),
    ...(dataOffset !== undefined && { dataOffset: binder.num(dataOffset) }),
    ...(badChecksum && { badChecksum }),
    length: binder.num(length),
    ...(options && { options: options.map((option) => bindOption(binder, option)) }),
  };
}

function bindOption(binder: Binder, option: DccpOption<S>): DccpOption {
  switch (option.type) {
    case "padding":
    case "mandatory":
    case "slow_receiver":
    case "ack_vector":
    case "data_dropped":
      return option;
    case "change_l":
    case "change_r":
    case "confirm_l":
    case "confirm_r": {
      const values = option.values.map((value) => binder.num(value));
      return { ...option, feature: binder.num(option.feature), values };
    }
    case "init_cookie":
      return { ...option, cookie: binder.blob(option.cookie) };
    case "ndp_count":
      return { ...option, count: binder.num(option.count) };
    case "timestamp":
      return { ...option, value: binder.num(option.value) };
    case "timestamp_echo": {
      const { elapsed, value, ...rest } = option;
      const time = elapsed !== undefined && { elapsed: binder.num(elapsed) };
      return { ...rest, value: binder.num(value), ...time };
    }
    case "elapsed_time":
      return { ...option, elapsed: binder.num(option.elapsed) };
    case "data_checksum": {
      const { checksum, ...rest } = option;
      return { ...rest, ...(checksum !== undefined && { checksum: binder.num(checksum) }) };
    }
    case "loss_event_rate":
    case "receive_rate":
      return { ...option, rate: binder.num(option.rate) };
    case "loss_intervals": {
      const intervals = option.intervals.map(({ span, lossless, loss, data, nonce }) => ({
        span,
        lossless: binder.num(lossless),
        loss: binder.num(loss),
        data: binder.num(data),
        nonce,
      }));
      return { ...option, skip: binder.num(option.skip), intervals };
    }
    case "unknown": {
      const { kind, data, ...rest } = option;
      return { ...rest, kind: binder.num(kind), ...(data && { data: binder.blob(data) }) };
    }
    case "raw":
      return { ...option, data: binder.blob(option.data) };
  }
}
