// SPDX-License-Identifier: GPL-2.0
import { optimiseLate } from "../../start/optimiser.js";
import { TestExecutor } from "./executor.js";
import type { PoolMessage, WorkerMessage } from "./messages.js";

/** Tests after which a process has been through most of its code. */
const MANY_TESTS = 50;

/**
 * What a worker process does: runs the tests that come over the channel, one at a time, until there
 * are no more.
 * @param saveCode  called at the end if most of the code has been run
 */
export function serve(saveCode: () => void): void {
  optimiseLate();
  let executor: TestExecutor | undefined;
  let tests = 0;

  process.on("message", (message: PoolMessage) => {
    switch (message.type) {
      case "configure":
        try {
          Object.assign(process.env, message.environment);
          executor = new TestExecutor(message.options);
          executor.boot();
          send({ type: "ready" });
        } catch (error) {
          send({ type: "unable", message: error instanceof Error ? error.message : String(error) });
        }
        break;
      case "run":
        if (executor !== undefined) send({ type: "result", report: executor.run(message.test) });
        tests++;
        break;
      case "end":
        if (tests >= MANY_TESTS) saveCode();
        // Nothing is left that would have to be put in order, and doing so takes time.
        process.kill(process.pid, "SIGKILL");
        break;
    }
  });

  // The process that reports is gone.
  process.on("disconnect", () => {
    executor?.close();
    process.exit();
  });

  // Ctrl-C reaches the whole process group; the pool says when to stop.
  process.on("SIGINT", () => {});
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}
