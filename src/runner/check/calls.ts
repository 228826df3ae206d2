// SPDX-License-Identifier: GPL-2.0
import type { Expression, Script, SystemCall } from "../../dsl/ast.js";
import { unescapeString } from "../../dsl/escape.js";
import { walk } from "../../dsl/passes/walk.js";
import type { RunConfig } from "../config/config.js";
import type { Constants } from "../constants.js";
import type { SocketKind } from "../descriptors.js";
import { OutOfUserMemoryError } from "../memory.js";
import { ScriptError } from "../script-error.js";
import { nearest } from "../suggest.js";
import { evaluateInt32 } from "../syscalls/evaluate.js";
import {
  CallContext,
  type CallEnvironment,
  expectedResult,
  type PreparedCall,
  SYSTEM_CALLS,
  type SystemCallDefinition,
} from "../syscalls/index.js";
import { unknownConstant } from "./constants.js";
import { callElsewhere } from "./elsewhere.js";
import { type Finding, finding, findingOf } from "./finding.js";
import { foreignStructure } from "./foreign-structures.js";
import { OpenFds } from "./open-fds.js";
import { scratchEnvironment } from "./scratch.js";

/** More than are ever shown. Looking for what was meant takes time for each. */
const MOST_FINDINGS = 1000;

/**
 * Checks the system calls of a script with the schemas that a run uses, and follows which file
 * descriptors are open.
 *
 * @param isComplete  false if parts of the file could not be parsed: any descriptor may be open then
 */
export function checkCalls(
  script: Script,
  config: RunConfig,
  constants: Constants,
  isComplete: boolean,
): readonly Finding[] {
  const checker = new CallChecker(config, constants, isComplete);
  for (const { action } of script.events) {
    if (checker.findings.length >= MOST_FINDINGS) break;
    if (action.type === "syscall") checker.call(action);
  }
  return checker.findings;
}

class CallChecker {
  readonly findings: Finding[] = [];
  readonly #constants: Constants;
  readonly #fds = new OpenFds();
  readonly #environment: CallEnvironment;
  readonly #isComplete: boolean;

  constructor(config: RunConfig, constants: Constants, isComplete: boolean) {
    this.#constants = constants;
    this.#environment = scratchEnvironment(config, constants, this.#fds.table);
    this.#isComplete = isComplete;
  }

  call(call: SystemCall): void {
    const definition = SYSTEM_CALLS.get(call.name);
    if (definition === undefined) this.#unknownCall(call);
    const unknown = new Set([...call.args, call.result].filter((part) => this.#hasNoValue(part)));
    const errno = call.errno && unknownConstant(call.errno, this.#constants, "errno");
    if (errno !== undefined) this.findings.push(errno);
    const expected = unknown.has(call.result)
      ? undefined
      : this.#attempt(call, () => expectedResult(call, this.#constants));
    const prepared = definition && this.#prepare(call, definition, expected, unknown);
    this.#follow(call, prepared, expected);
  }

  #unknownCall({ name, span }: SystemCall): void {
    const where = callElsewhere(name);
    const message = `the system call ${name}() is not known`;
    const meant = nearest(name, SYSTEM_CALLS.keys());
    if (where !== undefined)
      this.findings.push(
        finding("warning", "check/foreign-call", span, `${name}() cannot be run`, [{ message: where }]),
      );
    else
      this.findings.push(
        finding("error", "script/unknown-system-call", span, message, [
          {
            message:
              meant === undefined
                ? `known are ${[...SYSTEM_CALLS.keys()].sort().join(", ")}`
                : `did you mean ${meant}()?`,
          },
        ]),
      );
  }

  /**
   * Reports the names in an expression that stand for nothing; true if there are any, or strings with
   * a wrong escape, which a pass has reported.
   */
  #hasNoValue(expression: Expression): boolean {
    const before = this.findings.length;
    let isWrong = false;
    for (const part of walk(expression)) {
      const unknown = part.type === "name" ? unknownConstant(part, this.#constants) : undefined;
      if (unknown !== undefined) this.findings.push(unknown);
      isWrong ||= part.type === "string" && unescapeString(part.raw).invalid.length > 0;
    }
    return isWrong || this.findings.length > before;
  }

  /** As a run prepares it, but for arguments without value: those have been reported. */
  #prepare(
    call: SystemCall,
    definition: SystemCallDefinition,
    expected: number | undefined,
    unknown: ReadonlySet<Expression>,
  ): PreparedCall | undefined {
    const context = new CallContext(call, this.#environment, expected);
    const before = this.findings.length;
    try {
      // each argument by itself, so that a mistake in one does not hide those in others
      for (const [index, parameter] of definition.parameters.entries()) {
        const arg = call.args[index];
        if (arg === undefined || unknown.has(arg)) continue;
        this.#attempt(call, () => parameter.parse(arg, context));
      }
      const isFaultless = this.findings.length === before && unknown.size === 0;
      const count = call.args.length;
      const fits = count >= definition.parameters.filter(({ optional }) => optional !== true).length;
      // where something was found already, only the number of arguments is left to be looked at
      if (isFaultless || !fits || count > definition.parameters.length)
        return this.#attempt(call, () => definition.prepare(context));
      return undefined;
    } finally {
      context.release();
    }
  }

  #attempt<T>(call: SystemCall, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      // larger than any buffer of a script should be, but the kernel's own memory decides
      if (error instanceof OutOfUserMemoryError) return undefined;
      if (!(error instanceof ScriptError)) throw error;
      const found = findingOf(error);
      if (error.code !== "bad-descriptor") this.findings.push(foreignStructure(call, found) ?? found);
      else if (this.#isComplete) this.findings.push(this.#notOpen(error));
      return undefined;
    }
  }

  /** Where it was closed helps most; else which ones are open. */
  #notOpen(error: ScriptError): Finding {
    const closed = this.#fds.closedAt(Number(/\d+$/.exec(error.message)?.[0]));
    const open = this.#fds.certain();
    const note =
      closed !== undefined
        ? { message: "it was closed here", span: closed }
        : { message: open.length === 0 ? "none is open" : `open are ${open.join(", ")}` };
    return { ...findingOf(error), notes: [note] };
  }

  #follow(call: SystemCall, prepared: PreparedCall | undefined, expected: number | undefined): void {
    const { name, args, span } = call;
    if (name === "close") {
      const fd = this.#number(args[0]);
      if (fd !== undefined && expected !== -1)
        this.#fds.close(fd, span, expected === 0 && call.end === undefined);
    } else if (name === "pipe" && args[0]?.type === "array") {
      for (const end of args[0].elements) {
        const fd = this.#number(end);
        if (fd !== undefined) this.#opened(fd, call, expected === 0);
      }
    } else if (prepared?.result === "descriptor") {
      if (expected !== undefined && expected >= 0) this.#opened(expected, call, true);
      else if (call.result.type === "ellipsis")
        this.findings.push(
          finding(
            "error",
            "check/descriptor-number",
            call.result.span,
            "a call that opens a file descriptor needs a number after the =",
            [{ message: "it is the script's own number for it; the kernel's may be another" }],
          ),
        );
    } else if (prepared === undefined && expected !== undefined && expected >= 0 && mayOpen(name)) {
      this.#fds.open(expected, span, false);
    }
  }

  #opened(fd: number, call: SystemCall, isMade: boolean): void {
    const socket = call.name === "socket" ? this.#socketKind(call) : undefined;
    const before = this.#fds.open(fd, call.span, isMade && call.end === undefined, socket);
    // an accepted connection takes over a number that is in use
    if (before === undefined || call.name.startsWith("accept") || !this.#isComplete) return;
    this.findings.push(
      finding(
        "error",
        "check/descriptor-in-use",
        call.name === "pipe" ? call.span : call.result.span,
        `the script has a file descriptor ${fd} already`,
        [{ message: "it was opened here and is not closed", span: before }],
      ),
    );
  }

  #socketKind({ args: [, type, protocol] }: SystemCall): SocketKind {
    return {
      domain: this.#environment.addresses.domain,
      type: this.#number(type) ?? 0,
      protocol: this.#number(protocol) ?? 0,
    };
  }

  /** The value of an argument that has one; whoever parses it reports what is wrong with it. */
  #number(expression: Expression | undefined): number | undefined {
    if (expression === undefined) return undefined;
    try {
      return evaluateInt32(expression, this.#constants);
    } catch (error) {
      if (error instanceof ScriptError) return undefined;
      throw error;
    }
  }
}

/** Calls that open file descriptors, and those of which nothing is known. */
const OPENING: ReadonlySet<string> = new Set([
  "socket",
  "accept",
  "accept4",
  "open",
  "epoll_create",
  "epoll_create1",
  "sctp_peeloff",
]);

function mayOpen(name: string): boolean {
  return OPENING.has(name) || !SYSTEM_CALLS.has(name);
}
