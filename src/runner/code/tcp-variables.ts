// SPDX-License-Identifier: GPL-2.0
import type { Constants, StructLayout } from "../constants.js";
import type { PyValue } from "./value.js";

/** What getsockopt() returned for the socket under test; absent where the socket has none. */
export interface SocketSample {
  readonly tcpInfo?: Uint8Array;
  readonly ccInfo?: Uint8Array;
  readonly memInfo?: Uint8Array;
}

/** Structures that TCP_CC_INFO may be, and how scripts call the fields that differ. */
const CONGESTION_STRUCTS = ["tcp_bbr_info", "tcp_dctcp_info", "tcpvegas_info"] as const;
const RENAMED: Readonly<Record<string, string>> = { tcpv_rtt: "tcp_rtt", tcpv_minrtt: "tcp_minrtt" };

const MEMINFO_WORD = 4;

/**
 * The variables of a `%{ }%` block: `tcpi_*` (struct tcp_info), `bbr_*`, `dctcp_*` and `tcpv_*`
 * (union tcp_cc_info), `SK_MEMINFO_*` (SO_MEMINFO). Fields beyond the length that the kernel
 * returned are left out.
 */
export function codeVariables(sample: SocketSample, constants: Constants): ReadonlyMap<string, PyValue> {
  const variables = new Map<string, PyValue>();
  if (sample.tcpInfo !== undefined) addStruct(variables, sample.tcpInfo, constants.struct("tcp_info"));
  if (sample.ccInfo !== undefined) addCongestionInfo(variables, sample.ccInfo, constants);
  if (sample.memInfo !== undefined) addMemInfo(variables, sample.memInfo, constants);
  return variables;
}

function addStruct(variables: Map<string, PyValue>, bytes: Uint8Array, layout: StructLayout): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [name, field] of layout.fields) {
    if (field.offset + field.size > bytes.length) continue;
    const value = readUnsigned(view, field.offset, field.size);
    if (value === undefined) continue;
    const { shift, width } = field;
    const bits = shift === undefined || width === undefined ? value : (value >> BigInt(shift)) & mask(width);
    variables.set(RENAMED[name] ?? name, bits);
  }
}

function mask(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

function readUnsigned(view: DataView, offset: number, size: number): bigint | undefined {
  switch (size) {
    case 1:
      return BigInt(view.getUint8(offset));
    case 2:
      return BigInt(view.getUint16(offset, true));
    case 4:
      return BigInt(view.getUint32(offset, true));
    case 8:
      return view.getBigUint64(offset, true);
    default:
      return undefined;
  }
}

/** The length does not tell which structure it is, so all that fit are shown, as packetdrill does. */
function addCongestionInfo(variables: Map<string, PyValue>, bytes: Uint8Array, constants: Constants): void {
  for (const name of CONGESTION_STRUCTS) {
    const layout = constants.struct(name);
    if (bytes.length >= layout.size) addStruct(variables, bytes, layout);
  }
  const [low, high] = [variables.get("bbr_bw_lo"), variables.get("bbr_bw_hi")];
  if (typeof low === "bigint" && typeof high === "bigint") variables.set("bbr_bw", (high << 32n) | low);
}

function addMemInfo(variables: Map<string, PyValue>, bytes: Uint8Array, constants: Constants): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [name, index] of constants.withPrefix("SK_MEMINFO_")) {
    if ((index + 1) * MEMINFO_WORD > bytes.length) continue;
    const value = readUnsigned(view, index * MEMINFO_WORD, MEMINFO_WORD);
    if (value !== undefined) variables.set(name, value);
  }
}
