// SPDX-License-Identifier: GPL-2.0

import type { Blob, MptcpOption, TcpOption as ScriptOption, Span } from "../../dsl/ast.js";
import { isMptcpOption } from "../mapping/mptcp/is-mptcp-option.js";
import { PacketError } from "../packet-error.js";
import { NO_BYTES } from "../wire/bytes.js";
import { MD5_DIGEST } from "../wire/md5-signature.js";
import { TCP_MAX_HEADER, TCP_MIN_HEADER } from "../wire/tcp.js";
import { TCP_OPTION, type TcpOption, tcpOptionsLength } from "../wire/tcp-options.js";
import { type MptcpContext, mptcpFromAst } from "./mptcp-options.js";
import { fits } from "./range.js";

const MAX_OPTIONS = TCP_MAX_HEADER - TCP_MIN_HEADER;

/** An option that means the same in every connection. */
export type PlainOption = Exclude<ScriptOption, MptcpOption>;

/**
 * The options of a script's packet to inject as they stand there; nothing is translated but those of
 * Multipath TCP.
 * @param mptcp the subflow that those are for
 * @throws PacketError out-of-range if they are too long, or do not fill whole 32-bit words;
 *   missing-field if one is left open
 */
export function optionsFromAst(
  options: readonly ScriptOption[],
  span: Span,
  mptcp?: MptcpContext,
): readonly TcpOption[] {
  const wire = options.map((option): TcpOption => {
    if (!isMptcpOption(option)) return closed(option);
    if (mptcp) return { type: "mptcp", option: mptcpFromAst(option, mptcp) };
    throw new PacketError("no-connection", option.span, "nobody knows the subflow of this option");
  });
  const length = tcpOptionsLength(wire);
  if (length % 4 !== 0) {
    throw new PacketError(
      "out-of-range",
      span,
      `TCP options of ${length} bytes: pad them to a multiple of 4 with nop or eol`,
    );
  }
  if (length > MAX_OPTIONS) {
    throw new PacketError("out-of-range", span, `TCP options of ${length} bytes: at most ${MAX_OPTIONS} fit`);
  }
  return wire;
}

/** One option of a packet to inject, which leaves nothing open. */
function closed(option: PlainOption): TcpOption {
  if (option.type === "timestamps" && option.value === undefined) {
    throw new PacketError("missing-field", option.span, "TS val ... is for expected packets only");
  }
  if (option.type === "md5" && option.digest === undefined && !option.valid) {
    const message = "md5 without a digest is for expected packets only; md5 valid has the right one";
    throw new PacketError("missing-field", option.span, message);
  }
  if (option.type === "ao" && option.mac === undefined) {
    throw new PacketError("missing-field", option.span, "ao without a mac is for expected packets only");
  }
  return optionFromAst(option);
}

/**
 * One option of a script. A value that is left open is 0, a MAC that is, empty; a digest that is, or
 * that depends on the whole packet, is zeros.
 * @throws PacketError out-of-range
 */
export function optionFromAst(option: PlainOption): TcpOption {
  const { span } = option;
  switch (option.type) {
    case "eol":
    case "nop":
    case "sackOK":
      return { type: option.type };
    case "mss":
      return { type: "mss", value: fits(option.value, 16, "mss", span) };
    case "wscale":
      return { type: "wscale", shift: fits(option.shift, 8, "wscale", span) };
    case "sack":
      return {
        type: "sack",
        blocks: option.blocks.map(({ left, right }) => ({
          left: fits(left, 32, "left edge", span),
          right: fits(right, 32, "right edge", span),
        })),
      };
    case "timestamps":
      return {
        type: "timestamps",
        value: fits(option.value ?? 0, 32, "TS val", span),
        echo: fits(option.echo, 32, "TS ecr", span),
      };
    case "md5":
      return { type: "md5", digest: option.digest?.bytes ?? new Uint8Array(MD5_DIGEST) };
    case "ao":
      return {
        type: "ao",
        keyId: fits(option.keyId, 8, "keyid", span),
        rnextKeyId: fits(option.rnextKeyId, 8, "rnextkeyid", span),
        mac: bytesOf(option.mac),
      };
    case "fastopen":
      return { type: "fastopen", experimental: option.experimental, cookie: bytesOf(option.cookie) };
    case "accecn": {
      const counters = option.counters.map((counter) => fits(counter, 24, "counter", span));
      if (!option.experimental) return { type: "accecn", order: option.order, counters };
      const data = counters.flatMap((counter) => [counter >>> 16, counter >>> 8, counter]);
      return experimental(ACCECN_EXID + option.order, data);
    }
    case "experimental":
      return experimental(option.exId, bytesOf(option.data));
    case "tarr": {
      const { rate } = option;
      return experimental(TARR_EXID, rate === undefined ? [] : [fits(rate, 7, "exp-tarr", span) << 1]);
    }
    case "unknown":
      return { type: "unknown", kind: fits(option.kind, 8, "kind", span), data: bytesOf(option.data) };
    case "raw":
      return { type: "raw", data: option.data.bytes };
  }
}

/** Experiment identifiers; the second one of AccECN is for order 1. RFC 6994, IANA's registry. */
const ACCECN_EXID = 0xacc0;
const TARR_EXID = 0x00ac;

function experimental(exId: number, data: Iterable<number>): TcpOption {
  return { type: "unknown", kind: TCP_OPTION.EXPERIMENTAL, data: Uint8Array.of(exId >>> 8, exId, ...data) };
}

function bytesOf(blob: Blob | undefined): Uint8Array {
  return blob?.bytes ?? NO_BYTES;
}
