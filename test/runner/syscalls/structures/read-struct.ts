// SPDX-License-Identifier: GPL-2.0
import { expect } from "vitest";
import type { StructExpression, SystemCall } from "../../../../src/dsl/ast.js";
import { parse } from "../../../../src/dsl/parse.js";
import { scratchEnvironment } from "../../../../src/runner/check/scratch.js";
import { resolveConfig } from "../../../../src/runner/config/config.js";
import { VARIANTS } from "../../../../src/runner/config/variant.js";
import { DescriptorTable } from "../../../../src/runner/descriptors.js";
import { CallContext } from "../../../../src/runner/syscalls/call.js";
import { testConstants } from "../../helpers/constants.js";

/** The call `setsockopt(3, 0, 0, TEXT, 0)`, ready to be looked at, and the structure in it. */
export function readStruct(text: string): { readonly call: CallContext; readonly struct: StructExpression } {
  const [variant] = VARIANTS;
  const { script, diagnostics } = parse(`0 setsockopt(3, 0, 0, ${text}, 0) = 0\n`, "test.pkt");
  expect(diagnostics).toEqual([]);
  const node = script.events[0]?.action as SystemCall;
  const struct = node.args[3];
  if (variant === undefined || struct?.type !== "struct") throw new TypeError(text);
  const config = resolveConfig(variant, [], {});
  const environment = scratchEnvironment(config, testConstants(), new DescriptorTable());
  return { call: new CallContext(node, environment, 0), struct };
}
