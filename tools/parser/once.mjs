// SPDX-License-Identifier: GPL-2.0
/**
 * Peggy's parser makes all of its functions anew in each call, which costs more than reading a
 * short script. Here they are made once, and a call only sets what changes. A parser may not be
 * called from its own actions then, and what stands in braces above the rules runs once, too:
 * it may use `options`, but only when it is called itself.
 */

const HEAD = "function peg$parse(input, options) {\n  options = options !== undefined ? options : {};\n";
const RUN = "  peg$result = peg$startRuleFunction();\n";
const STATE =
  /^ {2}(?:let|const) (peg\$(?:source|startRuleFunction|currPos|savedPos|posDetailsCache|maxFailPos|maxFailExpected|silentFails)) = (.*);$/gm;
const START_RULE = /^ {2}if \(options\.startRule\) \{\n[\s\S]*?\n {2}\}\n/m;

/**
 * @param {string} code  of a parser
 * @returns {string}
 */
export function setUpOnce(code) {
  const [before, body, ...none] = code.split(HEAD);
  const [functions, run, ...more] = (body ?? "").split(RUN);
  if (before === undefined || functions === undefined || run === undefined || none.length + more.length > 0)
    throw new Error("this peggy makes other parsers than expected");
  const end = run.indexOf("\n}\n");
  const startRule = START_RULE.exec(functions)?.[0] ?? "";
  const state = [...functions.matchAll(STATE)];
  if (end < 0 || startRule === "" || state.length !== 8)
    throw new Error("this peggy makes other parsers than expected");
  const lasting = functions.replace(START_RULE, () => "").replace(STATE, (_line, name) => `  let ${name};`);
  return `${before}let input, options;
${lasting}
function peg$run() {
${state.map(([, name, value]) => `  ${name} = ${value};`).join("\n")}
${startRule}
${RUN}${run.slice(0, end)}
}

function peg$parse(text, given) {
  input = text;
  options = given !== undefined ? given : {};
  try {
    return peg$run();
  } finally {
    // they are large, and nobody may want them any more
    input = "";
    options = peg$result = undefined;
  }
}
${run.slice(end + "\n}\n".length)}`;
}
