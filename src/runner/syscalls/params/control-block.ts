// SPDX-License-Identifier: GPL-2.0
import type { Constants } from "../../constants.js";
import type { Block } from "../../memory.js";
import { readField, writeFields } from "../../struct.js";
import type { CallContext } from "../call.js";
import type { ControlMessage } from "./control.js";
import { statsBytes } from "./stats.js";

/** CMSG_ALIGN(), include/linux/socket.h: to sizeof(long). */
const aligned = (length: number): number => (length + 7) & ~7;

const INT_BYTES = 4;
/** struct scm_timestamping: three time stamps. */
const STAMPS = 3;
const ANY_DATA_BYTES = 256;

/** A control message as the kernel wrote it. */
export interface ReceivedControl {
  readonly level: number;
  readonly type: number;
  readonly data: Uint8Array;
}

/** Memory that the expected messages just fit into, so that more of them set MSG_CTRUNC. */
export function reserveControl(call: CallContext, messages: readonly ControlMessage[]): Block {
  const header = aligned(call.constants.struct("cmsghdr").size);
  const total = messages.reduce(
    (sum, message) => sum + header + aligned(dataBytes(message, call.constants)),
    0,
  );
  return call.allocate(total);
}

function dataBytes({ level, type, data }: ControlMessage, constants: Constants): number {
  switch (data.type) {
    case "integer":
      return integerBytes(level, type, constants);
    case "structure":
      return data.value.bytes.length;
    case "bytes":
      return data.bytes.length;
    case "timestamp":
      return STAMPS * constants.struct("timespec").size;
    case "extended-error": {
      // ip_recv_error() and ipv6_recv_error() append the address of the offender.
      const isIpv4 = level === constants.require("SOL_IP");
      const address = constants.struct(isIpv4 ? "sockaddr_in" : "sockaddr_in6").size;
      return constants.struct("sock_extended_err").size + address;
    }
    case "stats":
      return statsBytes(data.stats);
    case "any":
      return ANY_DATA_BYTES;
  }
}

/** Integers are int, but for the size of segments, which udp_cmsg_send() takes as __u16 only. */
function integerBytes(level: number, type: number, constants: Constants): number {
  const isSegmentSize = level === constants.get("SOL_UDP") && type === constants.get("UDP_SEGMENT");
  return isSegmentSize ? 2 : INT_BYTES;
}

/** The messages in memory, for sendmsg(). */
export function writeControl(call: CallContext, messages: readonly ControlMessage[]): Block {
  const layout = call.constants.struct("cmsghdr");
  const header = aligned(layout.size);
  const block = reserveControl(call, messages);
  let at = 0;
  for (const message of messages) {
    const data = encode(message, call.constants);
    writeFields(block.view, at, layout, {
      cmsg_len: header + data.length,
      cmsg_level: message.level,
      cmsg_type: message.type,
    });
    block.bytes.set(data, at + header);
    at += header + aligned(dataBytes(message, call.constants));
  }
  return block;
}

function encode({ level, type, data }: ControlMessage, constants: Constants): Uint8Array {
  switch (data.type) {
    case "integer": {
      const bytes = new Uint8Array(INT_BYTES);
      new DataView(bytes.buffer).setInt32(0, data.value, true);
      return bytes.subarray(0, integerBytes(level, type, constants));
    }
    case "structure":
      return data.value.bytes;
    case "bytes":
      return data.bytes;
    case "extended-error": {
      const layout = constants.struct("sock_extended_err");
      const bytes = new Uint8Array(layout.size);
      const values = Object.fromEntries([...data.fields].map(([name, { value }]) => [name, value]));
      writeFields(new DataView(bytes.buffer), 0, layout, values);
      return bytes;
    }
    default:
      return new Uint8Array();
  }
}

/** Takes the first `length` bytes of control memory apart. */
export function readControl(block: Block, length: number, constants: Constants): readonly ReceivedControl[] {
  const layout = constants.struct("cmsghdr");
  const header = aligned(layout.size);
  const found: ReceivedControl[] = [];
  for (let at = 0; at + header <= length; ) {
    const size = readField(block.view, at, layout, "cmsg_len");
    if (size < header || at + size > length) break;
    found.push({
      level: readField(block.view, at, layout, "cmsg_level"),
      type: readField(block.view, at, layout, "cmsg_type"),
      data: block.bytes.slice(at + header, at + size),
    });
    at += aligned(size);
  }
  return found;
}
