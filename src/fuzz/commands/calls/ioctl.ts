// SPDX-License-Identifier: GPL-2.0
import { exists } from "../../model/unit.js";
import { OP } from "../../program/operations.js";
import { IOCTLS } from "../../program/tables.js";
import { type Command, rec } from "../command.js";

export const ioctl: Command = {
  name: "ioctl",
  weight: (model) => (model.where(exists).length > 0 ? 2 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(exists));
    return rec(OP.ioctl, unit, { a: choice.int(0, IOCTLS.length - 1) });
  },
};
