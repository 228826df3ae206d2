// SPDX-License-Identifier: GPL-2.0
/** The program of a worker process: runs the tests that come over the channel, one at a time. */
import { TestExecutor } from "./executor.js";
import type { PoolMessage, WorkerMessage } from "./messages.js";

let executor: TestExecutor | undefined;

function send(message: WorkerMessage): void {
  process.send?.(message);
}

process.on("message", (message: PoolMessage) => {
  if (message.type === "configure") {
    try {
      Object.assign(process.env, message.environment);
      executor = new TestExecutor(message.options);
      executor.boot();
      send({ type: "ready" });
    } catch (error) {
      send({ type: "unable", message: error instanceof Error ? error.message : String(error) });
    }
  } else if (executor !== undefined) {
    send({ type: "result", report: executor.run(message.test) });
  }
});

// The process that reports is gone, or wants no more.
process.on("disconnect", () => {
  executor?.close();
  process.exit();
});

// Ctrl-C reaches the whole process group; the pool says when to stop.
process.on("SIGINT", () => {});
