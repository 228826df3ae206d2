// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { BACKUP, DSS, option, SUBTYPE, sessions, subflow } from "./segment.js";

/** A subflow ends: by FIN, by RST with or without MP_TCPRST; RFC 8684 sections 3.3.3 and 3.6. */
export const endSubflow: Command = {
  name: "end-of-subflow",
  weight: (model) => (sessions(model).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = subflow(choice, model);
    if (!choice.once(4)) model.set(unit, { peer: "finished" });
    if (choice.once(2))
      return option(unit, SUBTYPE.dss, { flags: TCP.fin | TCP.ack, window: 512, bits: DSS.ack });
    return option(unit, SUBTYPE.tcpReset, {
      flags: TCP.rst | (choice.once(2) ? TCP.ack : 0),
      sequence: choice.once(4) ? choice.of([1, -1, 100]) : 0,
      bits: choice.once(2) ? BACKUP : 0,
      identifier: choice.int(0, 7),
    });
  },
};
