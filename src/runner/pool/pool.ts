// SPDX-License-Identifier: GPL-2.0
import type { TestReport } from "../report/report.js";
import type { TestRequest, WorkerOptions } from "./messages.js";
import { SlicedQueue } from "./queue.js";
import { WorkerProcess } from "./worker-process.js";

/** No worker can run tests: what the first that tried said. */
export class PoolError extends Error {
  override readonly name = "PoolError";
  readonly code = "POOL";
}

export interface PoolRequest {
  /** If they are not known yet, workers start in the meantime. */
  readonly tests: readonly TestRequest[] | Promise<readonly TestRequest[]>;
  readonly options: WorkerOptions;
  /** Number of worker processes, at most; 0: the tests run in this process. */
  readonly workers: number;
  /** Called for each test as it ends. */
  readonly onReport: (report: TestReport) => void;
  /** Ends the run: no more tests begin, and workers are stopped. */
  readonly signal: AbortSignal;
}

/**
 * Runs all tests and resolves when the last one has been reported, or the run was aborted.
 * @throws {PoolError} if a worker cannot run tests at all
 */
export async function runTests(request: PoolRequest): Promise<void> {
  if (request.workers === 0) await runInProcess(request);
  else await new Pool(request).run();
}

async function runInProcess({ tests: wanted, options, onReport, signal }: PoolRequest): Promise<void> {
  const tests = await wanted;
  if (tests.length === 0) return;
  // Loaded here alone: with workers this process does without all that it takes to run a script.
  const { TestExecutor } = await import("./executor.js");
  const executor = new TestExecutor(options);
  try {
    executor.boot();
  } catch (error) {
    throw new PoolError(error instanceof Error ? error.message : String(error));
  }
  for (const test of tests) {
    if (signal.aborted) break;
    onReport(executor.run(test));
    // Lets signals and output have their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  executor.close();
}

/** Workers that are killed while they start, one after the other, before there is no hope. */
const MOST_LOST_STARTS = 10;

const NOBODY = new Int32Array(new SharedArrayBuffer(4));

/** Stops the thread: nothing that comes meanwhile wakes it. */
function sleep(ms: number): void {
  if (ms > 0) Atomics.wait(NOBODY, 0, 0, ms);
}

class Pool {
  readonly #request: PoolRequest;
  readonly #workers: number;
  readonly #places: (WorkerProcess | undefined)[];
  /** Undefined as long as the tests are not known. */
  #queue: SlicedQueue<TestRequest> | undefined;
  #failure: PoolError | undefined;
  /** Workers that were killed before they were ready, since the last one that was. */
  #lostStarts = 0;
  #resolve: () => void = () => {};
  #isAboutToRest = false;

  constructor(request: PoolRequest) {
    const { tests, workers } = request;
    this.#request = request;
    this.#workers = "length" in tests ? Math.min(workers, tests.length) : workers;
    this.#places = Array.from({ length: this.#workers }, () => undefined);
  }

  async run(): Promise<void> {
    if (this.#workers === 0) return;
    const { signal, tests } = this.#request;
    const stop = (): void => this.#stop();
    signal.addEventListener("abort", stop, { once: true });
    const end = new Promise<void>((resolve) => {
      this.#resolve = resolve;
      for (const place of this.#places.keys()) this.#fill(place);
    });
    try {
      this.#queue = new SlicedQueue(await tests, this.#workers);
      for (const [place, worker] of this.#places.entries()) if (worker) this.#feed(worker, place);
    } catch (error) {
      this.#stop();
      throw error;
    } finally {
      await end;
      signal.removeEventListener("abort", stop);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Starts a worker at a place, or notes that there is no more need for one. */
  #fill(place: number): void {
    if (this.#queue?.length === 0 || this.#failure !== undefined || this.#request.signal.aborted) {
      this.#places[place] = undefined;
      if (this.#places.every((worker) => worker === undefined)) this.#resolve();
      return;
    }
    this.#places[place] = new WorkerProcess(this.#request.options, {
      room: (worker) => {
        this.#lostStarts = 0;
        this.#feed(worker, place);
      },
      result: (report) => this.#request.onReport(report),
      unable: (message) => {
        this.#fail(message);
      },
      killed: (message) => {
        if (++this.#lostStarts >= MOST_LOST_STARTS) this.#fail(message);
      },
      exit: (waiting) => {
        this.#queue?.putBack(place, waiting);
        this.#fill(place);
      },
    });
  }

  #feed(worker: WorkerProcess, place: number): void {
    const queue = this.#queue;
    if (queue === undefined) return;
    const tests = this.#request.signal.aborted ? [] : this.#take(queue, worker, place);
    if (tests.length > 0) worker.run(tests);
    else if (worker.isIdle) worker.end();
    if (this.#isAboutToRest) return;
    this.#isAboutToRest = true;
    setImmediate(() => this.#rest());
  }

  /**
   * Leaves the processor to the workers while all have enough to do: to be woken by each report takes it
   * from them for longer than the report is worth.
   */
  #rest(): void {
    this.#isAboutToRest = false;
    const times = this.#places.flatMap((worker) => worker?.restMs ?? []);
    if (times.length > 0) sleep(Math.min(...times));
  }

  /** Takes tests for a worker. Near the end it has few in hand, so that all have something to do. */
  #take(queue: SlicedQueue<TestRequest>, worker: WorkerProcess, place: number): readonly TestRequest[] {
    const share = Math.ceil(queue.length / (2 * this.#workers));
    const tests: TestRequest[] = [];
    for (let room = worker.roomFor(share); room > 0; room--) {
      const test = queue.take(place);
      if (test === undefined) break;
      tests.push(test);
    }
    return tests;
  }

  #fail(message: string): void {
    this.#failure ??= new PoolError(message);
    this.#stop();
  }

  #stop(): void {
    for (const worker of this.#places) worker?.stop();
  }
}
