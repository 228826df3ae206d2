// SPDX-License-Identifier: GPL-2.0

import type { MptcpOption, TcpOption } from "../../../dsl/ast.js";

const TYPES: Readonly<Record<MptcpOption["type"], true>> = {
  mp_capable: true,
  mp_join_syn: true,
  mp_join_syn_ack: true,
  mp_join_ack: true,
  dss: true,
  add_address: true,
  remove_address: true,
  mp_prio: true,
  mp_fail: true,
  mp_fastclose: true,
  mp_reset: true,
};

/** Whether an option of a script is one of Multipath TCP. */
export function isMptcpOption(option: TcpOption): option is MptcpOption {
  return Object.hasOwn(TYPES, option.type);
}
