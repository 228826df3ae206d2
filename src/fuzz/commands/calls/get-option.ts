// SPDX-License-Identifier: GPL-2.0
import { OP } from "../../program/operations.js";
import { optionIndex } from "../../program/tables.js";
import { type Command, rec } from "../command.js";

/** getsockopt() of what tells about a connection. */
export const getOption: Command = {
  name: "getsockopt",
  weight: (model) => (model.where(({ socket }) => socket === "connected").length > 0 ? 4 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(({ socket }) => socket === "connected"));
    const isTcp = model.protocol === "tcp" || model.protocol === "mptcp";
    const name = isTcp && !choice.once(4) ? "TCP_INFO" : "SO_ERROR";
    return rec(OP.getOption, unit, { a: optionIndex(name) });
  },
};
