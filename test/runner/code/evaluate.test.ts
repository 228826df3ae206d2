// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import type { PythonError } from "../../../src/runner/code/errors.js";
import { BeyondSubsetError } from "../../../src/runner/code/errors.js";
import { runStatements } from "../../../src/runner/code/evaluate.js";
import { parseCode } from "../../../src/runner/code/parser.js";
import type { PyValue } from "../../../src/runner/code/value.js";

const CONSTANTS: Readonly<Record<string, number>> = { TCP_CA_Open: 0, TCPI_OPT_SYN_DATA: 32 };

function run(text: string, given: Readonly<Record<string, PyValue>> = {}) {
  const variables = new Map(Object.entries(given));
  let output = "";
  runStatements(parseCode(text), {
    variables,
    constant: (name) => CONSTANTS[name],
    print: (line) => {
      output += `${line}\n`;
    },
  });
  return { variables, output };
}

/** The exception that the text raises, as "Kind: message". */
function raised(text: string, given: Readonly<Record<string, PyValue>> = {}): string {
  try {
    run(text, given);
  } catch (error) {
    const { kind, message } = error as PythonError;
    return `${kind}: ${message}`;
  }
  return "nothing";
}

describe("statements of code blocks", () => {
  it("passes an assertion that holds and raises one that does not, with its message", () => {
    run("assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd", { tcpi_snd_cwnd: 10n });
    expect(raised("assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd", { tcpi_snd_cwnd: 9n })).toBe(
      "AssertionError: 9",
    );
    expect(raised("assert x == 1, 'cwnd=%d' % x", { x: 7n })).toBe("AssertionError: cwnd=7");
  });

  it("keeps assignments, and finds constants of the headers", () => {
    const { variables, output } = run("cwnd = 10; cwnd += 4\nprint(cwnd, TCP_CA_Open)");
    expect(variables.get("cwnd")).toBe(14n);
    expect(output).toBe("14 0\n");
    run("assert (tcpi_options & TCPI_OPT_SYN_DATA) != 0", { tcpi_options: 33n });
  });

  it("takes statements over comments, line continuations, newlines in brackets and indentation", () => {
    const { variables } = run("a = 1 \\\n + 2   # three\n\n    b = (a +\n 1)\n");
    expect(variables.get("a")).toBe(3n);
    expect(variables.get("b")).toBe(4n);
  });

  it("evaluates comparison chains once and from the left", () => {
    run("assert 15000 <= rtt <= 25000", { rtt: 20000n });
    expect(raised("assert 15000 <= rtt <= 25000, 'srtt=%d us' % rtt", { rtt: 26000n })).toBe(
      "AssertionError: srtt=26000 us",
    );
    run("assert not 3 < 2 < undefined_name");
  });

  it("names what is undefined", () => {
    expect(raised("assert tcpi_new_field == 0")).toBe("NameError: name 'tcpi_new_field' is not defined");
  });

  it.each([
    "import os",
    "if x: pass",
    "x = [i for i in y]",
    "x.y",
    "f'{x}'",
    "a, b = 1, 2",
    "a = b = 1",
    "print(x, end='')",
    "x = {}",
    "sorted([1])",
    "x[1:2]",
  ])("leaves %s to python3", (text) => {
    expect(() => run(text, { x: 1n, y: 1n })).toThrow(BeyondSubsetError);
  });

  it.each(["assert", "x = ", "1 +", "(1", "'abc", "assert 1 2", "a ? b"])("rejects %s", (text) => {
    expect(raised(text)).toMatch(/^SyntaxError/);
  });
});
