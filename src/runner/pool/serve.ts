// SPDX-License-Identifier: GPL-2.0
import { optimiseLate } from "../../start/optimiser.js";
import { TestExecutor } from "./executor.js";
import type { PoolMessage, TestRequest, WorkerMessage } from "./messages.js";
import { PoolChannel } from "./pool-channel.js";

/** Tests after which a process has been through most of its code. */
const MANY_TESTS = 50;

/**
 * What a worker process does: runs the tests that come from its pool, one at a time, until there are
 * no more.
 * @param saveCode  called at the end if most of the code has been run
 */
export function serve(saveCode: () => void): void {
  optimiseLate();
  // Ctrl-C reaches the whole process group; the pool says when to stop.
  process.on("SIGINT", () => {});
  new Server(saveCode).next();
}

class Server {
  readonly #saveCode: () => void;
  readonly #channel = new PoolChannel();
  readonly #waiting: TestRequest[] = [];
  #executor: TestExecutor | undefined;
  #tests = 0;

  constructor(saveCode: () => void) {
    this.#saveCode = saveCode;
  }

  /** Runs a test, or does what the next message says. In between Node has its turn to free what it can. */
  readonly next = (): void => {
    const test = this.#waiting.shift();
    if (test !== undefined) this.#run(test);
    else this.#do(this.#channel.receive() ?? this.#leave());
    setImmediate(this.next);
  };

  #do(message: PoolMessage): void {
    switch (message.type) {
      case "configure":
        this.#configure(message);
        break;
      case "run":
        this.#waiting.push(...message.tests);
        break;
      case "end":
        if (this.#tests >= MANY_TESTS) this.#saveCode();
        // Nothing is left that would have to be put in order, and doing so takes time.
        process.kill(process.pid, "SIGKILL");
        break;
    }
  }

  #configure({ options, environment }: PoolMessage & { readonly type: "configure" }): void {
    try {
      Object.assign(process.env, environment);
      this.#executor = new TestExecutor(options);
      this.#executor.boot();
      this.#send({ type: "ready" });
    } catch (error) {
      this.#send({ type: "unable", message: error instanceof Error ? error.message : String(error) });
    }
  }

  #run(test: TestRequest): void {
    if (this.#executor !== undefined) this.#send({ type: "result", report: this.#executor.run(test) });
    this.#tests++;
  }

  #send(message: WorkerMessage): void {
    if (!this.#channel.send(message)) this.#leave();
  }

  /** The process that reports is gone. */
  #leave(): never {
    this.#executor?.close();
    process.exit();
  }
}
