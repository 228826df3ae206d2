// SPDX-License-Identifier: GPL-2.0
import { InvalidArgumentError } from "commander";
import { parseDefine } from "../../dsl/bind/values.js";

/** Collects the values of `-D NAME=VALUE`. */
export function definition(text: string, before: readonly string[]): readonly string[] {
  if (parseDefine(text) === undefined) throw new InvalidArgumentError("It is not NAME=VALUE.");
  return [...before, text];
}
