// SPDX-License-Identifier: GPL-2.0
import { describeProgress } from "./describe.js";

/** Between two looks at whether the line is still right. */
const INTERVAL_MS = 100;

const CLEAR = "\r\u001b[K";

const USUAL_COLUMNS = 80;

/** Where the line goes: process.stderr. */
export interface ProgressTerminal {
  readonly write: (text: string) => unknown;
  readonly columns?: number;
}

/** What decides whether there is somebody to look at a line. */
export interface ProgressPlace {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: { readonly isTTY?: boolean };
  readonly stderr: { readonly isTTY?: boolean };
}

/** Not where output goes to a file or a pipe, nor where $CI is set, nor on terminals that only print. */
export function hasProgressLine({ env, stdout, stderr }: ProgressPlace): boolean {
  const isSet = (value: string | undefined): boolean => value !== undefined && value !== "";
  return stdout.isTTY === true && stderr.isTTY === true && !isSet(env.CI) && env.TERM !== "dumb";
}

/**
 * The last line of a terminal while tests run. It is drawn by a timer, at most ten times a second and
 * only when it is another one, and gone whenever something else is written. The timer keeps no process
 * alive.
 */
export class ProgressLine {
  readonly #terminal: ProgressTerminal;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #startMs = 0;
  #tests = 0;
  #done = 0;
  #failed = 0;
  #shown = "";

  /** @param now  real time in ms */
  constructor(terminal: ProgressTerminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  begin(tests: number): void {
    this.#startMs = this.#now();
    this.#tests = tests;
    this.#done = 0;
    this.#failed = 0;
    this.#timer ??= setInterval(() => this.#draw(), INTERVAL_MS).unref();
  }

  /** A test is done. */
  add(hasPassed: boolean): void {
    this.#done++;
    if (!hasPassed) this.#failed++;
  }

  /** Makes room for something else. */
  clear(): void {
    if (this.#shown === "") return;
    this.#terminal.write(CLEAR);
    this.#shown = "";
  }

  /** The run is over. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.clear();
  }

  #draw(): void {
    const elapsedMs = this.#now() - this.#startMs;
    const all = describeProgress({ tests: this.#tests, done: this.#done, failed: this.#failed, elapsedMs });
    // One that does not know its size says 0. In the last column some begin a new line.
    const text = all.slice(0, (this.#terminal.columns || USUAL_COLUMNS) - 1);
    if (text === this.#shown) return;
    this.#terminal.write(CLEAR + text);
    this.#shown = text;
  }
}
