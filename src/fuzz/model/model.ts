// SPDX-License-Identifier: GPL-2.0
import { type Protocol, UNITS } from "../program/operations.js";
import { type Condition, UNUSED, type Unit } from "./unit.js";

/**
 * The state that a program leads to, as far as it matters for what comes next. It is a guess: the kernel
 * may see things otherwise, and programs that surprise it are welcome. Every command says what it does
 * to it.
 */
export class Model {
  readonly #units: Unit[] = new Array<Unit>(UNITS).fill(UNUSED);
  /** What was made out of this state, by what made it: most commands change nothing. */
  readonly #known = new Map<unknown, unknown>();

  constructor(
    readonly protocol: Protocol,
    readonly isIpv6: boolean,
    /** Whether allocations can be made to fail. */
    readonly canFail = false,
  ) {}

  set(unit: number, change: Partial<Unit>): void {
    this.#units[unit] = { ...this.at(unit), ...change };
    this.#known.clear();
  }

  /** The same for what no condition asks for, so that all that is known stays so. */
  note(unit: number, change: Pick<Unit, "beyond">): void {
    this.#units[unit] = { ...this.at(unit), ...change };
  }

  at(unit: number): Unit {
    return this.#units[unit] ?? UNUSED;
  }

  /** Numbers of the units for which it holds. */
  where(holds: Condition): readonly number[] {
    return this.known(holds, find);
  }

  /** What `make` makes of this state and `key`, as long as the state lasts. */
  known<Key, T>(key: Key, make: (key: Key, model: Model) => T): T {
    // What is there was put there by the line below, for the same key.
    const before = this.#known.get(key) as T | undefined;
    if (before !== undefined) return before;
    const made = make(key, this);
    this.#known.set(key, made);
    return made;
  }
}

function find(holds: Condition, model: Model): readonly number[] {
  const found: number[] = [];
  for (let unit = 0; unit < UNITS; unit++) if (holds(model.at(unit))) found.push(unit);
  return found;
}
