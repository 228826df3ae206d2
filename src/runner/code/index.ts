// SPDX-License-Identifier: GPL-2.0
/**
 * `%{ }%` blocks: the Python that such blocks use, evaluated in-process.
 *
 *   lexer ▸ parser ▸ ast      text to statements
 *   evaluate                  statements to effects; arithmetic, format (`%`), builtins, value
 *   named-values              what a failed assertion saw
 *   variables/                getsockopt() buffers to `tcpi_*` and the like
 *   python                    the user's python3, for what is beyond this subset
 *   session                   all blocks of one run
 *
 * May import: ../constants, nothing else of the runner.
 */
export { type CodeOutcome, CodeSession, type CodeSessionOptions } from "./session.js";
export type { PyValue } from "./value.js";
export {
  codeVariables,
  type GetSocketOption,
  type SocketUnderTest,
  sourcesFor,
  type VariableSource,
} from "./variables/index.js";
