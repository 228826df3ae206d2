// SPDX-License-Identifier: GPL-2.0
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bareReport } from "../report/bare-report.js";
import type { TestReport } from "../report/report.js";
import { removeLeftBehind } from "./left-behind.js";
import { lostTest } from "./lost-test.js";
import type { PoolMessage, TestRequest, WorkerMessage, WorkerOptions } from "./messages.js";

const PROGRAM = fileURLToPath(new URL("./worker.js", import.meta.url));

/** Beyond the limit of a test, which the worker watches itself, before it is killed. */
const GRACE_MS = 5000;

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

/** Tests that a worker has: it begins the second when it has told of the first, and waits for nobody. */
const MAX_TESTS = 2;

type State =
  | { readonly type: "starting" }
  | { readonly type: "ready" }
  /** The first of its tests is running. */
  | { readonly type: "running"; readonly since: number; readonly timer: NodeJS.Timeout }
  | { readonly type: "stopped" }
  /** It was told that there is nothing more to do. */
  | { readonly type: "ended" };

/** A worker process and the tests that it has. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #events: WorkerEvents;
  readonly #limitMs: number;
  #state: State = { type: "starting" };
  readonly #tests: TestRequest[] = [];
  #stderr = "";
  #wasKilledForTime = false;

  constructor(options: WorkerOptions, events: WorkerEvents) {
    this.#events = events;
    this.#limitMs = options.limits.realMs + GRACE_MS;
    const { env, environment } = workerEnvironment(process.env);
    this.#child = fork(PROGRAM, {
      env,
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4096);
    });
    this.#child.on("message", (message: WorkerMessage) => this.#receive(message));
    // Of one that is gone "close" tells; this one never was.
    this.#child.on("error", ({ message }) => {
      if (this.#child.pid === undefined) this.#events.unable(`no worker process can be started: ${message}`);
    });
    this.#child.on("close", (code, signal) => this.#closed(code, signal));
    this.#send({ type: "configure", options, environment });
  }

  get hasRoom(): boolean {
    const { type } = this.#state;
    return (type === "ready" || type === "running") && this.#tests.length < MAX_TESTS;
  }

  get isIdle(): boolean {
    return this.#state.type === "ready";
  }

  run(test: TestRequest): void {
    this.#tests.push(test);
    if (this.isIdle) this.#begin();
    this.#send({ type: "run", test });
  }

  /** The process has begun the first of its tests, if it has any. */
  #begin(): void {
    if (this.#tests.length === 0) {
      this.#state = { type: "ready" };
      return;
    }
    const timer = setTimeout(() => {
      this.#wasKilledForTime = true;
      this.#child.kill("SIGKILL");
    }, this.#limitMs);
    this.#state = { type: "running", since: performance.now(), timer };
  }

  /** Ends the process, with whatever it does. */
  stop(): void {
    if (this.#state.type === "running") clearTimeout(this.#state.timer);
    this.#state = { type: "stopped" };
    this.#child.kill("SIGKILL");
  }

  /** Lets it end by itself: it has nothing to do. */
  end(): void {
    this.#state = { type: "ended" };
    this.#send({ type: "end" });
  }

  #send(message: PoolMessage): void {
    if (this.#child.connected) this.#child.send(message);
  }

  #receive(message: WorkerMessage): void {
    if (this.#state.type === "stopped" || this.#state.type === "ended") return;
    if (message.type === "unable") {
      this.#events.unable(message.message);
      return;
    }
    if (this.#state.type === "running") clearTimeout(this.#state.timer);
    if (message.type === "result") this.#tests.shift();
    this.#begin();
    if (message.type === "result") this.#events.result(message.report);
    this.#events.room(this);
  }

  #closed(code: number | null, signal: NodeJS.Signals | null): void {
    const state = this.#state;
    this.#state = { type: "stopped" };
    const [test, ...waiting] = this.#tests;
    if (state.type === "running" && test !== undefined) {
      clearTimeout(state.timer);
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
