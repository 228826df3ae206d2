// SPDX-License-Identifier: GPL-2.0
import type { CallContext } from "./call.js";

/**
 * With MSG_ZEROCOPY the kernel sends from the call's memory after the call, until it puts a
 * completion on the error queue; with `--send_omit_free` the script asks for the same.
 * Documentation/networking/msg_zerocopy.rst.
 */
export function keepIfZerocopy(call: CallContext, flags: number): void {
  if (call.environment.keepSentBuffers || (flags & call.constants.require("MSG_ZEROCOPY")) !== 0)
    call.keepMemory();
}
