// SPDX-License-Identifier: GPL-2.0

import type { Choice } from "../../model/choice.js";
import { exists } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { optionIndex } from "../../program/tables.js";
import { type Command, rec } from "../command.js";

/** An association as options name it: all, the present one, those to come, or a number that there may be. */
function association(choice: Choice): number {
  return choice.once(2) ? choice.int(0, 2) : choice.int(1, 6);
}

/** Options whose value is an association and a small number (struct sctp_assoc_value). */
const VALUES = [
  "SCTP_MAX_BURST",
  "SCTP_ENABLE_STREAM_RESET",
  "SCTP_RECONFIG_SUPPORTED",
  "SCTP_PR_SUPPORTED",
  "SCTP_INTERLEAVING_SUPPORTED",
  "SCTP_ASCONF_SUPPORTED",
  "SCTP_AUTH_SUPPORTED",
  "SCTP_ECN_SUPPORTED",
  "SCTP_STREAM_SCHEDULER",
];
const NUMBERS = ["SCTP_NODELAY", "SCTP_DISABLE_FRAGMENTS", "SCTP_FRAGMENT_INTERLEAVE", "SCTP_AUTO_ASCONF"];

/** setsockopt() at SOL_SCTP; RFC 6458 section 8, RFC 6525 section 6.3. */
export const sctpOption: Command = {
  name: "sctp-option",
  weight: (model) => (model.where(exists).length > 0 ? 6 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(exists));
    const id = association(choice);
    const set = (name: string, flags: number, b: number, c = 0, d = 0, e = 0) =>
      rec(OP.setOption, unit, { a: optionIndex(name), flags, b, c, d, e });
    const sid = choice.int(0, 9);
    switch (choice.int(0, 11)) {
      case 0:
        return set("SCTP_INITMSG", 8, choice.of([1, 10, 64]) + choice.of([1, 10, 64]) * 65_536);
      case 1:
        return set(
          "SCTP_RTOINFO",
          16,
          id,
          choice.of([0, 100, 3000]),
          choice.of([0, 5000]),
          choice.int(0, 200),
        );
      case 2:
        return set("SCTP_MAXSEG", 8, id, choice.of([0, 64, 512, 1000, 1400]));
      case 3:
        return set("SCTP_DELAYED_SACK", 12, id, choice.of([0, 1, 100, 500]), choice.int(0, 3));
      case 4:
      case 5:
        return set("SCTP_DEFAULT_SNDINFO", 16, sid + (choice.once(3) ? 65_536 : 0), 0, 0, id);
      case 6:
        return set("SCTP_DEFAULT_PRINFO", 12, id, choice.of([0, 1, 50]), choice.of([0, 0x10, 0x20, 0x30]));
      case 7:
        // The streams 0 and sid.
        return set("SCTP_RESET_STREAMS", 12, id, choice.int(1, 3) + choice.int(0, 2) * 65_536, sid * 65_536);
      case 8:
        return choice.once(2)
          ? set("SCTP_ADD_STREAMS", 8, id, choice.int(0, 4) + choice.int(0, 4) * 65_536)
          : set("SCTP_RESET_ASSOC", 4, id);
      case 9:
        return set("SCTP_STREAM_SCHEDULER_VALUE", 8, id, sid + choice.int(0, 500) * 65_536);
      case 10:
        return set(choice.of(NUMBERS), 4, choice.int(0, 2));
      default:
        return set(choice.of(VALUES), 8, id, choice.int(0, 7));
    }
  },
};
