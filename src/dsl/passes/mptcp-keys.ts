// SPDX-License-Identifier: GPL-2.0
import type { Script, Span, TcpOption } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { hashes } from "./mptcp-hash.js";
import { headers, type Pass, problem } from "./pass.js";

/** A key has a value only after an MP_CAPABLE option with its name. */
export const mptcpKeys: Pass = (script) => {
  const problems: Diagnostic[] = [];
  const known = new Set<string>();
  for (const { header } of headers(script)) {
    if (header.type !== "tcp") continue;
    for (const option of header.options ?? []) {
      if (option.type === "mp_capable") for (const { name } of option.keys) if (name) known.add(name);
      for (const { name, span } of used(option)) {
        if (known.has(name)) continue;
        known.add(name);
        problems.push(unknown(script, span, name));
      }
    }
  }
  return problems;
};

interface Use {
  readonly name: string;
  readonly span: Span;
}

const NONE: readonly Use[] = [];

function used(option: TcpOption): readonly Use[] {
  if (option.type === "mp_fastclose") {
    const { name, value, span } = option.key ?? {};
    return name === undefined || span === undefined || value !== undefined ? [] : [{ name, span }];
  }
  const found = hashes(option);
  // nearly all options
  if (found.length === 0) return NONE;
  return found.flatMap(({ value }) =>
    value.type === "hash"
      ? value.args.flatMap((name) => (typeof name === "string" ? [{ name, span: value.span }] : []))
      : [],
  );
}

function unknown(script: Script, span: Span, name: string): Diagnostic {
  const note = `the key needs a name in an mpcapable before, such as key[${name}]`;
  return problem(script, span, "check/mptcp-key", `no key is called ${name} so far`, [{ message: note }]);
}
