// SPDX-License-Identifier: GPL-2.0
import { OP } from "../../program/operations.js";
import { type Command, rec } from "../command.js";

/** An echo request, as `ping` sends it; RFC 792, RFC 4443. */
export const echo: Command = {
  name: "echo",
  weight: ({ protocol }) => (protocol === "udp" ? 3 : 1),
  generate: (choice) =>
    rec(OP.echo, 0, {
      flags: choice.once(8) ? 1 : 0,
      a: choice.once(2) ? choice.int(0, 64) : choice.length(8000),
      b: choice.int(0, 0xffff),
    }),
};
