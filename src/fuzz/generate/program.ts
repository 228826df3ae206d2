// SPDX-License-Identifier: GPL-2.0
import { Arbitrary, type Random, Stream, toStringMethod, Value } from "fast-check";
import { type Command, rec } from "../commands/command.js";
import { COMMANDS } from "../commands/index.js";
import { Choice } from "../model/choice.js";
import { Model } from "../model/model.js";
import { describeProgram } from "../program/describe.js";
import { OP, type Protocol } from "../program/operations.js";
import { NOTHING, type Program, type Rec } from "../program/program.js";
import { fileIndex } from "../program/tables.js";
import { smaller } from "../shrink/smaller.js";
import { opening } from "./opening.js";
import { scene } from "./scenes/index.js";

/** Bounds of what is generated. */
export interface ProgramConstraints {
  readonly protocol: Protocol;
  /** Commands after the opening; 1 and 30 if absent. */
  readonly minCommands?: number;
  readonly maxCommands?: number;
  /** Whether the kernel has fault injection; false if absent. */
  readonly canFail?: boolean;
}

const MAX_COMMANDS = 30;
/** After this everything that has been closed is gone: longer than any timer of a closed socket. */
const SETTLE_US = 1_200_000_000;
/** Twice the longest time that a timer of TCP waits. */
const QUIET_US = 300_000_000;
/** Programs of which one has a scene behind its opening, and how long they may be at least. */
const SCENE_ONE_IN = 2;
const LEAST_FOR_SCENES = 12;
/** Programs of which one ends so. */
const QUIET_ONE_IN = 16;
/** Of fresh ones, and of those that were made from another. */
export const SETTLED_ONE_IN = 16;
/** Sockets and what memory they are charged for; the second is dear, and TCP and UDP are in the first. */
const CHECKED = ["/proc/net/sockstat", "/proc/net/protocols"] as const;

/**
 * Programs as an Arbitrary of fast-check: sockets and connections in plausible states, most packets
 * valid, some not. Shrinks to fewer commands, then to plainer ones.
 */
export class ProgramArbitrary extends Arbitrary<Program> {
  readonly #constraints: ProgramConstraints;

  constructor(constraints: ProgramConstraints) {
    super();
    this.#constraints = constraints;
  }

  override generate(random: Random): Value<Program> {
    return asValue(generateProgram(new Choice(random), this.#constraints));
  }

  override canShrinkWithoutContext(value: unknown): value is Program {
    return typeof value === "object" && value !== null && "records" in value;
  }

  override shrink(program: Program): Stream<Value<Program>> {
    return new Stream(
      (function* () {
        for (const candidate of smaller(program)) yield asValue(candidate);
      })(),
    );
  }
}

/** A program that a counterexample shows in the words of scripts. */
function asValue(program: Program): Value<Program> {
  const told = { ...program };
  Object.defineProperty(told, toStringMethod, { value: () => describeProgram(program) });
  return new Value(told, undefined);
}

/** An arbitrary of fast-check: programs of a protocol, which shrink. */
export function programs(constraints: ProgramConstraints): Arbitrary<Program> {
  return new ProgramArbitrary(constraints);
}

/** One program. */
export function generateProgram(
  choice: Choice,
  { protocol, minCommands = 1, maxCommands = MAX_COMMANDS, canFail = false }: ProgramConstraints,
): Program {
  const isIpv6 = choice.once(3);
  const model = new Model(protocol, isIpv6, canFail);
  const records = [...opening(choice, model)];
  if (maxCommands >= LEAST_FOR_SCENES && choice.once(SCENE_ONE_IN)) records.push(...scene(choice, model));
  const count = choice.int(minCommands, maxCommands);
  for (let made = 0; made < count; made++) records.push(oneMore(choice, model));
  // Timers of a connection that nobody looks after: all of them have run after this. Minutes of virtual time
  // cost as much as a handshake, and what settling() does as a whole program.
  if (choice.once(QUIET_ONE_IN)) records.push(rec(OP.advance, 0, { a: QUIET_US }));
  if (choice.once(SETTLED_ONE_IN)) records.push(...settling(protocol));
  const schedule = choice.once(8) ? choice.int(1, 0x7fff_ffff) : 0;
  return { protocol, isIpv6, schedule, records };
}

/** All is closed, time passes, and what is left shows. */
export function settling(protocol: Protocol): readonly Rec[] {
  const files = protocol === "tcp" || protocol === "udp" ? CHECKED.slice(0, 1) : CHECKED;
  return [
    rec(OP.settle, 0, { a: SETTLE_US }),
    ...files.map((path) => rec(OP.readFile, 0, { a: fileIndex(path) })),
    rec(OP.memory, 0),
  ];
}

/** A command that makes sense in this state. */
export function oneMore(choice: Choice, model: Model): Rec {
  const { commands, ends, sum } = model.known(COMMANDS[model.protocol] ?? [], menu);
  if (sum === 0) return NOTHING;
  const chosen = choice.int(1, sum);
  const index = ends.findIndex((end) => chosen <= end);
  return commands[index]?.generate(choice, model) ?? NOTHING;
}

/** What makes sense in a state: command i is for choices up to ends[i]. */
interface Menu {
  readonly commands: readonly Command[];
  readonly ends: readonly number[];
  readonly sum: number;
}

function menu(all: readonly Command[], model: Model): Menu {
  const commands: Command[] = [];
  const ends: number[] = [];
  let sum = 0;
  for (const command of all) {
    const weight = command.weight(model);
    if (weight === 0) continue;
    sum += weight;
    commands.push(command);
    ends.push(sum);
  }
  return { commands, ends, sum };
}
