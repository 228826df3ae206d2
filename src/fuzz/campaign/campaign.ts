// SPDX-License-Identifier: GPL-2.0
import type { Corpus } from "../corpus/corpus.js";
import { mutate } from "../generate/mutate.js";
import { generateProgram } from "../generate/program.js";
import { type History, historyOf } from "../history/history.js";
import type { KnownBugs } from "../known/known-bugs.js";
import type { Choice } from "../model/choice.js";
import { agreement } from "../oracles/agreement.js";
import { withoutIgnored } from "../oracles/ignored.js";
import { judge } from "../oracles/index.js";
import type { IsKnown, Violation } from "../oracles/oracle.js";
import type { Protocol } from "../program/operations.js";
import { encodeProgram, hasFailures, type Program } from "../program/program.js";
import type { Rig } from "../rig/rig.js";
import { minimise } from "../shrink/minimise.js";
import { Batches } from "./batches.js";
import { Behaviours } from "./behaviour.js";
import type { Feedback } from "./feedback.js";
import { KernelBlocks } from "./kernel-blocks.js";
import { choices } from "./random.js";

export interface CampaignOptions {
  readonly protocols: readonly Protocol[];
  readonly seed: number;
  /** Where what is worth keeping is kept; undefined: nowhere. */
  readonly corpus: Corpus | undefined;
  /** Another kernel that is to do the same. */
  readonly against: Rig | undefined;
  readonly known: KnownBugs;
  readonly maxCommands: number;
  readonly say: (line: string) => void;
}

/** A bug, or what looks like one. */
export interface Finding {
  readonly violation: Violation;
  /** As it was found, and as simple as it could be made. */
  readonly original: Program;
  readonly program: Program;
  readonly history: History;
  /** How many programs had run when it was found. */
  readonly execs: number;
}

export interface Progress {
  readonly execs: number;
  readonly edges: number;
  readonly corpus: number;
  readonly findings: number;
}

const SHRINK_MS = 20_000;
/** Every so many programs run once more, and have to do the same; or with the other IP version. */
const AGAIN_EVERY = 64;
const OTHER_EVERY = 16;
const IGNORED_EVERY = 2;
/** Programs of the corpus that are kept in memory. */
const MOST_KEPT = 4096;

/** Runs programs one after the other, keeps those that do something new, and judges all of them. */
export class Campaign {
  readonly #rig: Rig;
  readonly #options: CampaignOptions;
  readonly #choice: Choice;
  readonly #batches = new Batches(() => this.#make());
  readonly #feedback: Feedback;
  readonly #kept = new Map<Protocol, Program[]>();
  readonly #causes = new Set<string>();
  readonly findings: Finding[] = [];
  #execs = 0;
  #keptCount = 0;

  constructor(rig: Rig, options: CampaignOptions) {
    this.#rig = rig;
    this.#options = options;
    this.#choice = choices(options.seed);
    this.#feedback =
      rig.counters === undefined ? new Behaviours() : new KernelBlocks(rig, rig.counters.length);
  }

  /** How many programs have run. */
  get execs(): number {
    return this.#execs;
  }

  /** To count what was seen takes a while: not for each program. */
  get progress(): Progress {
    return {
      execs: this.#execs,
      edges: this.#feedback.count,
      corpus: this.#keptCount,
      findings: this.findings.length,
    };
  }

  /** Runs what an earlier campaign has left; the program that ended it, too. */
  *resume(): Generator<Finding | undefined> {
    const { corpus, say } = this.#options;
    if (corpus === undefined) return;
    const lost = corpus.takeLost();
    if (lost !== undefined) {
      say("the campaign before this one ended while a program ran: it runs again");
      yield this.#one(lost);
    }
    for (const program of corpus.read(say))
      if (this.#options.protocols.includes(program.protocol)) yield this.#one(program);
  }

  /**
   * Runs what is in the corpus, short programs first, and removes each that does nothing new after those
   * before it. Nothing is judged.
   */
  *minimise(): Generator<void> {
    const { corpus, protocols, say } = this.#options;
    const programs = (corpus?.read(say) ?? []).filter(({ protocol }) => protocols.includes(protocol));
    for (const program of [...programs].sort((a, b) => a.records.length - b.records.length)) {
      if (this.#runNew(program).isNew) this.#keep(program);
      else corpus?.remove(program);
      yield;
    }
  }

  /** Runs and judges one program; all rules are due. */
  replay(program: Program): Finding | undefined {
    const { found } = this.#judge(program);
    return found === undefined ? undefined : this.#found(program, found);
  }

  /** One more program. Returns the finding, if it is a new one. */
  step(): Finding | undefined {
    return this.#one(this.#batches.next());
  }

  #make(): Program {
    const { protocols, maxCommands } = this.#options;
    const protocol = this.#choice.of(protocols);
    const kept = this.#kept.get(protocol) ?? [];
    const constraints = { protocol, maxCommands, canFail: this.#rig.canFail };
    if (kept.length === 0 || this.#choice.once(2)) return generateProgram(this.#choice, constraints);
    return mutate(this.#choice, this.#choice.of(kept), this.#choice.of(kept), constraints);
  }

  #one(program: Program): Finding | undefined {
    const count = this.#execs;
    const { history, isNew } = this.#runNew(program);
    const found = this.#judgeRun(program, history, count);
    // What ends a kernel by a known bug costs time, and so would all that is made of it.
    const isLost = found === undefined && isDead(history);
    if (isNew && !isLost) this.#keep(program);
    return found === undefined ? undefined : this.#found(program, found);
  }

  /** Whether a program does something that none has done before. */
  #runNew(program: Program): { readonly history: History; readonly isNew: boolean } {
    this.#feedback.begin();
    const history = this.#run(this.#rig, program);
    return { history, isNew: this.#feedback.add(history) > 0 };
  }

  /** All rules are due. */
  #judge(program: Program): { readonly history: History; readonly found: Violation | undefined } {
    const history = this.#run(this.#rig, program);
    return { history, found: this.#judgeRun(program, history, 0) };
  }

  /** @param count  says which of the dearer rules are due */
  #judgeRun(program: Program, history: History, count: number): Violation | undefined {
    const isKnown: IsKnown = (violation) => this.#options.known.covers(program, violation);
    // When a watchdog ends a call is a question of real time.
    const violation =
      judge(history, isKnown) ?? (isDead(history) ? undefined : this.#compare(program, history, count));
    return violation === undefined || isKnown(violation) ? undefined : violation;
  }

  #compare(program: Program, history: History, count: number): Violation | undefined {
    const { against } = this.#options;
    if (count % AGAIN_EVERY === 0) {
      const again = agreement.replay(history, this.#run(this.#rig, program));
      if (again !== undefined) return again;
    }
    if (count % OTHER_EVERY === 0 && agreement.isComparable(program)) {
      const other = agreement.versions(
        history,
        this.#run(this.#rig, { ...program, isIpv6: !program.isIpv6 }),
      );
      if (other !== undefined) return other;
    }
    const without = withoutIgnored(program);
    if (without !== undefined && count % IGNORED_EVERY === 0) {
      const other = agreement.ignored(history, this.#run(this.#rig, without));
      if (other !== undefined) return other;
    }
    // Kernels allocate as they like: which of them fails is another one.
    return against === undefined || hasFailures(program)
      ? undefined
      : agreement.kernels(history, this.#run(against, program));
  }

  #run(rig: Rig, program: Program): History {
    const bytes = encodeProgram(program);
    this.#options.corpus?.running(bytes);
    this.#execs++;
    return historyOf(program, rig.startNs, rig.runBytes(bytes));
  }

  #keep(program: Program): void {
    this.#options.corpus?.add(program);
    const kept = this.#kept.get(program.protocol) ?? [];
    this.#kept.set(program.protocol, kept);
    if (kept.length < MOST_KEPT) kept.push(program);
    else kept[this.#choice.int(0, MOST_KEPT - 1)] = program;
    this.#keptCount++;
  }

  #found(original: Program, violation: Violation): Finding | undefined {
    const key = `${original.protocol} ${violation.oracle} ${violation.cause}`;
    if (this.#causes.has(key)) return undefined;
    this.#causes.add(key);
    const execs = this.#execs;
    const { program } = minimise(
      original,
      (candidate) => {
        const { found } = this.#judge(candidate);
        return found?.oracle === violation.oracle && found.cause === violation.cause;
      },
      SHRINK_MS,
    );
    const { history, found } = this.#judge(program);
    const finding = { violation: found ?? violation, original, program, history, execs };
    this.findings.push(finding);
    return finding;
  }
}

function isDead({ observations }: History): boolean {
  return observations.at(-1)?.type === "died";
}
