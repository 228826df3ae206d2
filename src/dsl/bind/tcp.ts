// SPDX-License-Identifier: GPL-2.0
import type { Ports, ResetReason, Sequence, SymbolRef, TcpHeader, TcpOption } from "../ast.js";
import type { Binder } from "./binder.js";
import { bindEndpoints } from "./endpoint.js";
import { bindMptcpOption } from "./mptcp.js";

type S = SymbolRef;

export function bindTcp(binder: Binder, header: TcpHeader<S>): TcpHeader {
  const { ports, endpoints, sequence, ack, window, urgent, options, resetReason, socket } = header;
  return {
    type: "tcp",
    span: header.span,
    ...(ports && { ports: bindPorts(binder, ports) }),
    ...(endpoints && { endpoints: bindEndpoints(binder, endpoints) }),
    flags: header.flags,
    sequence: bindSequence(binder, sequence),
    ...(ack !== undefined && { ack: binder.num(ack) }),
    ...(window !== undefined && { window: binder.num(window) }),
    ...(urgent !== undefined && { urgent: binder.num(urgent) }),
    ...(options && { options: options.map((option) => bindOption(binder, option)) }),
    ...(resetReason && { resetReason: bindResetReason(binder, resetReason) }),
    ...(socket !== undefined && { socket: binder.num(socket) }),
  };
}

export function bindPorts(binder: Binder, { span, source, destination }: Ports<S>): Ports {
  return { span, source: binder.num(source), destination: binder.num(destination) };
}

function bindResetReason(binder: Binder, { span, code, pen }: ResetReason<S>): ResetReason {
  return { span, code: binder.num(code), pen: binder.num(pen) };
}

export function bindSequence(binder: Binder, { span, start, end, length, mode }: Sequence<S>): Sequence {
  const numbers = { start: binder.num(start), end: binder.num(end), length: binder.num(length) };
  return { span, ...numbers, ...(mode && { mode }) };
}

function bindOption(binder: Binder, option: TcpOption<S>): TcpOption {
  switch (option.type) {
    case "eol":
    case "nop":
    case "sackOK":
      return option;
    case "mss":
      return { ...option, value: binder.num(option.value) };
    case "wscale":
      return { ...option, shift: binder.num(option.shift) };
    case "sack":
      return {
        ...option,
        blocks: option.blocks.map(({ span, left, right }) => ({
          span,
          left: binder.num(left),
          right: binder.num(right),
        })),
      };
    case "timestamps": {
      const { value, ...rest } = option;
      return {
        ...rest,
        ...(value !== undefined && { value: binder.num(value) }),
        echo: binder.num(option.echo),
      };
    }
    case "experimental": {
      const { data, ...rest } = option;
      return { ...rest, ...(data && { data: binder.blob(data) }) };
    }
    case "tarr": {
      const { rate, ...rest } = option;
      return { ...rest, ...(rate !== undefined && { rate: binder.num(rate) }) };
    }
    case "md5": {
      const { digest, ...rest } = option;
      return { ...rest, ...(digest && { digest: binder.blob(digest) }) };
    }
    case "ao": {
      const { mac, keyId, rnextKeyId, ...rest } = option;
      const ids = { keyId: binder.num(keyId), rnextKeyId: binder.num(rnextKeyId) };
      return { ...rest, ...ids, ...(mac && { mac: binder.blob(mac) }) };
    }
    case "fastopen": {
      const { cookie, ...rest } = option;
      return { ...rest, ...(cookie && { cookie: binder.blob(cookie) }) };
    }
    case "accecn":
      return { ...option, counters: option.counters.map((counter) => binder.num(counter)) };
    case "unknown": {
      const { kind, data, ...rest } = option;
      return { ...rest, kind: binder.num(kind), ...(data && { data: binder.blob(data) }) };
    }
    case "raw":
      return { ...option, data: binder.blob(option.data) };
    default:
      return bindMptcpOption(binder, option);
  }
}
