// SPDX-License-Identifier: GPL-2.0
import type { Blob, TcpOption } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { mptcpBytes } from "./mptcp-length.js";
import { headers, type Pass, problem } from "./pass.js";

/** The data offset has 4 bits and counts words, and the header without options is 5 of them. */
const MAX_BYTES = 40;

/** TCP options fit into the header, and fill their last word. */
export const tcpOptions: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    if (header.type !== "tcp" || header.options === undefined) continue;
    let bytes = 0;
    let open = false;
    for (const option of header.options) {
      const own = optionBytes(option);
      bytes += own ?? 0;
      open ||= own === undefined;
    }
    if (bytes > MAX_BYTES) {
      const message = `${bytes} bytes of TCP options, and ${MAX_BYTES} are the most there can be`;
      problems.push(problem(script, header.span, "check/options-too-long", message));
    } else if (bytes % 4 !== 0 && !open) {
      const note = { message: `add ${4 - (bytes % 4)} more with nop or eol` };
      const message = `${bytes} bytes of TCP options, which is no multiple of 4`;
      problems.push(problem(script, header.span, "check/options-padding", message, [note]));
    }
  }
  return problems;
};

/** Length on the wire, with kind and length bytes; undefined if the script leaves it open. */
function optionBytes(option: TcpOption): number | undefined {
  switch (option.type) {
    case "eol":
    case "nop":
      return 1;
    case "mss":
      return 4;
    case "wscale":
      return 3;
    case "sackOK":
      return 2;
    case "sack":
      return 2 + 8 * option.blocks.length;
    case "timestamps":
      return 10;
    case "md5":
      return 2 + blobBytes(option.digest, 16);
    case "ao":
      return 4 + blobBytes(option.mac, 12);
    case "fastopen":
      return (option.experimental ? 4 : 2) + blobBytes(option.cookie, 0);
    case "accecn":
      return (option.experimental ? 4 : 2) + 3 * option.counters.length;
    case "experimental":
      return 4 + blobBytes(option.data, 0);
    case "tarr":
      return option.rate === undefined ? 4 : 5;
    case "unknown":
      return 2 + blobBytes(option.data, 0);
    case "raw":
      return option.data.bytes.length;
    default:
      return mptcpBytes(option);
  }
}

function blobBytes(blob: Blob | undefined, otherwise: number): number {
  return blob?.bytes.length ?? otherwise;
}
