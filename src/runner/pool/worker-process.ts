// SPDX-License-Identifier: GPL-2.0
import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { bareReport } from "../report/bare-report.js";
import type { TestReport } from "../report/report.js";
import { removeLeftBehind } from "./left-behind.js";
import { LineReader, lineOfMessage } from "./lines.js";
import { lostTest } from "./lost-test.js";
import type { PoolMessage, TestRequest, WorkerMessage, WorkerOptions } from "./messages.js";
import { Pace } from "./pace.js";
import { POOL_FD } from "./pool-channel.js";

const PROGRAM = fileURLToPath(new URL("./worker.js", import.meta.url));

/** Beyond the limit of a test, which the worker watches itself, before it is killed. */
const GRACE_MS = 5000;

/**
 * V8 would let the garbage of tests, which is gone soon, grow to 32 MB of young and 60 MB of old objects before it
 * looks what is left: 15 MB. In MB. To look more often costs 1 % of the CPU time of scripts-tests/.
 */
const HEAP = ["--max-semi-space-size=4", "--initial-old-space-size=10"];

/** Node parses all certificates of the file when it starts: longer than all the rest takes. */
const CERTIFICATES = "NODE_EXTRA_CA_CERTS";

/** The environment to start a worker with, and what it is to add for the commands that it runs. */
export function workerEnvironment({ [CERTIFICATES]: certificates, ...env }: NodeJS.ProcessEnv): {
  readonly env: NodeJS.ProcessEnv;
  readonly environment: Readonly<Record<string, string>>;
} {
  return { env, environment: certificates === undefined ? {} : { [CERTIFICATES]: certificates } };
}

/** What a worker process tells its pool. */
export interface WorkerEvents {
  /** It can take a test, having booted or being done with one. */
  readonly room: (worker: WorkerProcess) => void;
  readonly result: (report: TestReport) => void;
  /** It cannot run tests. */
  readonly unable: (message: string) => void;
  /** Somebody has killed it before it could take a test: another may fare better. */
  readonly killed: (message: string) => void;
  /**
   * It has ended, expected or not. What it was doing has been reported; `waiting` are the tests that it
   * had not begun.
   */
  readonly exit: (waiting: readonly TestRequest[]) => void;
}

type State =
  | { readonly type: "starting" }
  | { readonly type: "ready" }
  /** The first of its tests is running, as far as is known. */
  | { readonly type: "running"; readonly since: number }
  | { readonly type: "stopped" }
  /** It was told that there is nothing more to do. */
  | { readonly type: "ended" };

/** A worker process and the tests that it has. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  /** Undefined if there is no process. */
  readonly #socket: Socket | undefined;
  readonly #events: WorkerEvents;
  readonly #limitMs: number;
  readonly #lines = new LineReader();
  readonly #pace = new Pace();
  #state: State = { type: "starting" };
  readonly #tests: TestRequest[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Characters in the last piece that came. */
  #lastLength = 0;
  #stderr = "";
  #wasKilledForTime = false;

  constructor(options: WorkerOptions, events: WorkerEvents) {
    this.#events = events;
    this.#limitMs = options.limits.realMs + GRACE_MS;
    const { env, environment } = workerEnvironment(process.env);
    this.#child = spawn(process.execPath, [...HEAP, ...process.execArgv, PROGRAM], {
      env,
      stdio: ["ignore", "inherit", "pipe", "pipe"],
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4096);
    });
    const socket = this.#child.stdio[POOL_FD];
    this.#socket = socket instanceof Socket ? socket : undefined;
    this.#socket?.setEncoding("utf8").on("data", (text: string) => this.#receive(text));
    // Of one that is gone "close" tells; this one never was.
    this.#child.on("error", ({ message }) => {
      if (this.#child.pid === undefined) this.#events.unable(`no worker process can be started: ${message}`);
    });
    this.#socket?.on("error", () => {});
    this.#child.on("close", (code, signal) => this.#closed(code, signal));
    this.#send({ type: "configure", options, environment });
  }

  /**
   * How many tests it can be given beside those that it has.
   * @param share  what is fair for it to have in all
   */
  roomFor(share: number): number {
    const { type } = this.#state;
    return type === "ready" || type === "running" ? this.#pace.room(this.#tests.length, share) : 0;
  }

  get isIdle(): boolean {
    return this.#state.type === "ready";
  }

  /** Time for which it can be left alone, in ms: it has enough to do, and its reports lie well. */
  get restMs(): number {
    return this.#state.type === "running" ? this.#pace.restMs(this.#tests.length, this.#lastLength) : 0;
  }

  run(tests: readonly TestRequest[]): void {
    this.#tests.push(...tests);
    if (this.isIdle) this.#begin();
    this.#send({ type: "run", tests });
  }

  /** The process has begun the first of its tests, if it has any. */
  #begin(): void {
    if (this.#tests.length === 0) {
      clearTimeout(this.#timer);
      this.#state = { type: "ready" };
      return;
    }
    if (this.#state.type === "running" && this.#timer !== undefined) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#killForTime(), this.#limitMs);
    this.#state = { type: "running", since: performance.now() };
  }

  #killForTime(): void {
    this.#wasKilledForTime = true;
    this.#child.kill("SIGKILL");
  }

  /** Ends the process, with whatever it does. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#state = { type: "stopped" };
    this.#child.kill("SIGKILL");
  }

  /** Lets it end by itself: it has nothing to do. */
  end(): void {
    this.#state = { type: "ended" };
    this.#send({ type: "end" });
  }

  #send(message: PoolMessage): void {
    if (this.#socket?.writable === true) this.#socket.write(lineOfMessage(message));
  }

  #receive(text: string): void {
    this.#lastLength = text.length;
    // The worker wrote them with lineOfMessage().
    const messages = this.#lines.add(text).map((line) => JSON.parse(line) as WorkerMessage);
    if (messages.length === 0) return;
    for (const message of messages) this.#take(message);
    if (this.#state.type === "stopped" || this.#state.type === "ended") return;
    this.#begin();
    this.#events.room(this);
  }

  #take(message: WorkerMessage): void {
    if (this.#state.type === "stopped" || this.#state.type === "ended") return;
    switch (message.type) {
      case "ready":
        this.#state = { type: "ready" };
        break;
      case "result":
        this.#tests.shift();
        this.#pace.add(message.report.wallUs / 1000);
        this.#events.result(message.report);
        break;
      case "unable":
        this.#events.unable(message.message);
        break;
    }
  }

  #closed(code: number | null, signal: NodeJS.Signals | null): void {
    const state = this.#state;
    this.#state = { type: "stopped" };
    clearTimeout(this.#timer);
    const [test, ...waiting] = this.#tests;
    if (state.type === "running" && test !== undefined) {
      const how = {
        code,
        signal,
        stderr: this.#stderr,
        limitMs: this.#wasKilledForTime ? this.#limitMs : undefined,
      };
      const wallUs = Math.round((performance.now() - state.since) * 1000);
      this.#events.result(bareReport(test, [lostTest(test, how)], wallUs));
    } else if (state.type === "starting") {
      const reason = signal ?? `status ${code}`;
      const message = `a worker process ended with ${reason} before it was ready\n${this.#stderr}`.trim();
      if (signal === "SIGKILL" || signal === "SIGTERM") this.#events.killed(message);
      else this.#events.unable(message);
    }
    // One that has ended by itself has put things in order before.
    if (this.#child.pid !== undefined && state.type !== "ended")
      removeLeftBehind(this.#child.pid, this.#tests);
    this.#events.exit(waiting);
  }
}
