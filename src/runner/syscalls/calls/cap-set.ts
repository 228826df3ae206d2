// SPDX-License-Identifier: GPL-2.0
import { writeFields } from "../../struct.js";
import { systemCall } from "../call.js";
import { int32 } from "../params/integer.js";

/** Halves of the sets, include/uapi/linux/capability.h: _LINUX_CAPABILITY_U32S_3. */
const WORDS = 2;
/** _LINUX_CAPABILITY_VERSION_3 */
const VERSION = 0x20080522;
const WORD_BITS = 32n;

/**
 * packetdrill's own: `cap_set(CAP_EFFECTIVE, CAP_NET_ADMIN, CAP_CLEAR)` takes one capability off a set
 * of the script's process, or adds it, with libcap's names. It is capset().
 */
export const capSet = systemCall({
  name: "cap_set",
  parameters: [int32("flag"), int32("value"), int32("op")],
  prepare: (call, flag, capability, operation) => {
    const { capabilities } = call.environment;
    const changed = capabilities.changed(flag, capability, operation);
    const header = call.constants.struct("__user_cap_header_struct");
    const layout = call.constants.struct("__user_cap_data_struct");
    const head = call.allocate(header.size);
    const data = call.allocate(WORDS * layout.size);
    writeFields(head.view, 0, header, { version: VERSION, pid: 0 });
    for (let word = 0; word < WORDS; word++) {
      const [effective, permitted, inheritable] = changed.map((set) => set >> (BigInt(word) * WORD_BITS));
      writeFields(data.view, word * layout.size, layout, {
        effective: effective ?? 0n,
        permitted: permitted ?? 0n,
        inheritable: inheritable ?? 0n,
      });
    }
    return {
      nr: call.constants.syscall("capset"),
      registers: [head.address, data.address],
      result: "exact",
      effect: (ret) => {
        if (ret === 0) capabilities.set(changed);
        return [];
      },
    };
  },
});
