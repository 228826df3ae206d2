// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../../../dsl/ast.js";
import * as make from "../../../dsl/make.js";
import { readField } from "../../struct.js";
import type { CallContext } from "../call.js";
import { actualStructure } from "../structures/compare.js";
import { type ControlMessage, EXTENDED_ERROR_FIELDS } from "./control.js";
import type { ReceivedControl } from "./control-block.js";

const INT_BYTES = 4;

/**
 * A control message that was received, in the words of the script.
 * @param wanted  the one that the script has in its place: it tells what the data are
 */
export function actualControl(
  call: CallContext,
  wanted: ControlMessage | undefined,
  { level, type, data }: ReceivedControl,
): Expression {
  const isSame = wanted?.level === level && wanted.type === type;
  if (isSame && wanted.data.type === "structure") {
    const actual = actualStructure(wanted.data.value, data, call);
    return make.struct({ cmsg_level: make.integer(level), cmsg_type: make.integer(type), cmsg_data: actual });
  }
  const value = isSame && wanted.data.type === "extended-error" ? extendedError(call, data) : plain(data);
  return make.struct({ cmsg_level: make.integer(level), cmsg_type: make.integer(type), cmsg_data: value });
}

function extendedError({ constants }: CallContext, data: Uint8Array): Expression {
  const layout = constants.struct("sock_extended_err");
  if (data.length < layout.size) return plain(data);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const fields = EXTENDED_ERROR_FIELDS.map((name) => [name, make.integer(readField(view, 0, layout, name))]);
  return make.struct(Object.fromEntries(fields));
}

function plain(data: Uint8Array): Expression {
  if (data.length !== INT_BYTES) return make.string(data);
  return make.integer(new DataView(data.buffer, data.byteOffset).getInt32(0, true));
}
