// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, SystemCall } from "../../dsl/ast.js";
import type { Connections } from "../../inject/mapping/connections.js";
import type { IpAddress } from "../../inject/wire/address.js";
import type { Associations } from "../associations.js";
import type { Constants } from "../constants.js";
import type { Descriptor, DescriptorTable } from "../descriptors.js";
import type { Block, Heap } from "../memory.js";
import { ScriptError } from "../script-error.js";
import type { Tolerance } from "../timing/tolerance.js";
import type { Capabilities } from "./capabilities.js";

/** The socket addresses that `...` stands for. */
export interface SocketAddresses {
  /** AF_INET or AF_INET6: the domain of `socket(..., …)`. */
  readonly domain: number;
  /** For bind(); IPv4-mapped where the run is. */
  readonly bind: IpAddress;
  readonly bindPort: number;
  /** For connect() and calls that send to an address. */
  readonly connect: IpAddress;
  readonly connectPort: number;
}

/** What the calls of one run share. */
export interface CallEnvironment {
  readonly constants: Constants;
  readonly heap: Heap;
  readonly descriptors: DescriptorTable;
  readonly connections: Connections;
  readonly associations: Associations;
  readonly addresses: SocketAddresses;
  readonly tolerance: Tolerance;
  /** `--send_omit_free`: buffers that were sent are never used again. */
  readonly keepSentBuffers: boolean;
  readonly capabilities: Capabilities;
  /** The file that a path means: one of the host, if there is one, by its absolute path. */
  readonly findFile: (path: string) => string;
  /** Gives the instance a copy of a file of the host, if there is one. */
  readonly importFile: (path: string) => void;
  /** CLOCK_REALTIME in ns at the script's time 0. */
  readonly realtimeStartNs: () => bigint;
}

/** Something about a call that is not as the script says. */
export interface CallProblem {
  readonly message: string;
  /** The part of the call that it is about; the whole call if absent. */
  readonly span?: Span;
}

/** A call that can be made: its number, its registers, and what to do before and after it. */
export interface PreparedCall {
  /** __NR_*; undefined for a function of a library that asks the kernel nothing: as if that said 0. */
  readonly nr: number | undefined;
  readonly registers: readonly number[];
  /** A descriptor of the script may differ from the kernel's; any other result is compared. */
  readonly result: "exact" | "descriptor";
  /**
   * What a function of a library returns, where that is not what the kernel returned: a value or a
   * negative errno.
   */
  readonly returns?: (ret: number) => number;
  /** Notes what packets now mean, such as that the socket connects. */
  readonly before?: () => void;
  /**
   * Notes the consequences of what the kernel did, such as that a descriptor is open. Called whatever
   * the script expected; `ret` is what the call returned.
   */
  readonly effect?: (ret: number) => readonly CallProblem[];
  /** Compares what the kernel wrote. Called when the result was as expected; `ret` is what it returned. */
  readonly after?: (ret: number) => readonly CallProblem[];
  /**
   * The arguments with what the kernel wrote in the place of what the script says; asked for in
   * reports of calls that wrote something else.
   */
  readonly actual?: (ret: number) => readonly Expression[];
}

/** One parameter in the schema of a call. */
export interface Parameter<T> {
  /** Its name in the manual page. */
  readonly name: string;
  /** Optional parameters come last. */
  readonly optional?: boolean;
  /** @throws {ScriptError} bad-argument, … */
  readonly parse: (expression: Expression, call: CallContext) => T;
}

/** The values that a list of parameters gives. */
export type ValuesOf<P extends readonly Parameter<unknown>[]> = {
  readonly [I in keyof P]: P[I] extends Parameter<infer T> ? T : never;
};

export interface SystemCallDefinition {
  readonly name: string;
  readonly parameters: readonly Parameter<unknown>[];
  /** @throws {ScriptError} for arguments that do not fit the schema */
  prepare(call: CallContext): PreparedCall;
}

/** Declares a system call: the schema of its arguments and how they are handed to the kernel. */
export function systemCall<const P extends readonly Parameter<unknown>[]>(definition: {
  readonly name: string;
  readonly parameters: P;
  readonly prepare: (call: CallContext, ...values: ValuesOf<P>) => PreparedCall;
}): SystemCallDefinition {
  const { name, parameters, prepare } = definition;
  return {
    name,
    parameters,
    prepare: (call) => prepare(call, ...(parseArguments(call, parameters) as unknown as ValuesOf<P>)),
  };
}

function parseArguments(call: CallContext, parameters: readonly Parameter<unknown>[]): readonly unknown[] {
  const { args } = call.node;
  const required = parameters.filter((parameter) => parameter.optional !== true).length;
  if (args.length < required || args.length > parameters.length) {
    const range = required === parameters.length ? `${required}` : `${required} to ${parameters.length}`;
    throw new ScriptError(
      "bad-argument",
      call.node.span,
      `${call.node.name}() takes ${range} arguments, not ${args.length}`,
      `its arguments are ${parameters.map((parameter) => parameter.name).join(", ")}`,
    );
  }
  return parameters.map((parameter, index) => {
    const arg = args[index];
    return arg === undefined ? undefined : parameter.parse(arg, call);
  });
}

/** One call of the script on its way to the kernel, and back. */
export class CallContext {
  #blocks: Block[] = [];
  #keep = false;

  constructor(
    readonly node: SystemCall,
    readonly environment: CallEnvironment,
    /** The script's file descriptor or other number after the `=`; undefined for `...`. */
    readonly expected: number | undefined,
  ) {}

  get constants(): Constants {
    return this.environment.constants;
  }

  /** Zeroed memory for the time of the call. */
  allocate(size: number): Block {
    const block = this.environment.heap.allocate(size);
    this.#blocks.push(block);
    return block;
  }

  /** The kernel may go on reading the call's memory after the call: it is not used again. */
  keepMemory(): void {
    this.#keep = true;
  }

  /** The call is over. */
  release(): void {
    if (!this.#keep) for (const block of this.#blocks) this.environment.heap.release(block);
    this.#blocks = [];
  }

  /** Adds the descriptor that the call returned, under the script's number for it. */
  opened(live: number, socket?: Descriptor["socket"]): readonly CallProblem[] {
    if (this.expected === undefined) {
      return [{ message: "a call that opens a file descriptor needs a number after the =" }];
    }
    // A call that was to fail has opened one all the same: the script has no number for it.
    return this.expected < 0 ? [] : this.openedAs(this.expected, live, socket);
  }

  /** Adds a descriptor under a number that is an argument of the call. */
  openedAs(script: number, live: number, socket?: Descriptor["socket"]): readonly CallProblem[] {
    const problem = this.environment.descriptors.add({
      script,
      live,
      ...(socket === undefined ? {} : { socket }),
    });
    return problem === undefined ? [] : [{ message: problem }];
  }
}
