// SPDX-License-Identifier: GPL-2.0

import type { DataNumber, MptcpOption } from "../../wire/mptcp/option.js";
import type { MptcpHost } from "./connection.js";
import { fromWire, type SubflowValues } from "./subflow.js";

/**
 * An option of the wire with the numbers that the script uses: data sequence numbers count from
 * the initial one of the host that sends the data, which in MP_FAIL is the other one. As long as that is not known they stay as they are.
 */
export function mptcpToScript(option: MptcpOption, { sender, receiver }: SubflowValues): MptcpOption {
  if (option.type === "mp_fail") return { ...option, dsn: fromWire(option.dsn, receiver, 8) };
  if (option.type !== "dss") return option;
  const { dack, mapping } = option;
  return {
    ...option,
    ...(dack && { dack: relative(dack, receiver) }),
    ...(mapping && { mapping: { ...mapping, dsn: relative(mapping.dsn, sender) } }),
  };
}

function relative({ octets, value }: DataNumber, host: MptcpHost): DataNumber {
  return { octets, value: fromWire(value, host, octets) };
}
