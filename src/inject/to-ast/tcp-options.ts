// SPDX-License-Identifier: GPL-2.0

import { type HexBytes, NO_SPAN, type TcpOption as ScriptOption } from "../../dsl/ast.js";
import type { KeyNames } from "../mapping/mptcp/names.js";
import { type TcpOption, tcpOptionKind } from "../wire/tcp-options.js";
import { mptcpToAst } from "./mptcp-options.js";

/**
 * An option from the wire as a script would write it.
 * @param names of keys, for options of Multipath TCP
 */
export function optionToAst(option: TcpOption, names?: KeyNames): ScriptOption {
  const span = NO_SPAN;
  switch (option.type) {
    case "eol":
    case "nop":
    case "sackOK":
    case "mss":
    case "wscale":
    case "timestamps":
      return { ...option, span };
    case "sack":
      return { type: "sack", span, blocks: option.blocks.map((block) => ({ ...block, span })) };
    case "md5":
      return { type: "md5", span, digest: hex(option.digest) };
    case "ao": {
      const { keyId, rnextKeyId, mac } = option;
      return { type: "ao", span, keyId, rnextKeyId, mac: hex(mac) };
    }
    case "fastopen": {
      const { experimental, cookie } = option;
      return { type: "fastopen", span, experimental, ...(cookie.length > 0 && { cookie: hex(cookie) }) };
    }
    case "accecn": {
      const { order, counters } = option;
      if (counters.length > 0) return { type: "accecn", span, order, counters };
      return { type: "unknown", span, kind: tcpOptionKind(option) };
    }
    case "unknown": {
      const { kind, data } = option;
      return { type: "unknown", span, kind, ...(data.length > 0 && { data: hex(data) }) };
    }
    case "mptcp":
      return mptcpToAst(option.option, names);
    case "raw":
      return { type: "raw", span, data: hex(option.data) };
  }
}

function hex(bytes: Uint8Array): HexBytes {
  return { type: "hex", span: NO_SPAN, bytes };
}
