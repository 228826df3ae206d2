// SPDX-License-Identifier: GPL-2.0
import type { Comment, Commented, Script, Span, SymbolRef, Trivia } from "../ast.js";
import type { Complain } from "./values.js";

type S = SymbolRef;

/** The system that the scripts are run on, as its name is in scripts for several systems. */
const SYSTEM = "Linux";

/**
 * Leaves out what stands between `#ifdef NAME` and `#endif` when the name is not defined (with
 * `#ifndef`: when it is): with `--define`, or as that of the system. They are comments for everybody else, so that the
 * printer keeps all parts of a script.
 *
 * @param isGiven whether a name is defined from outside; the script's own options are looked at here
 */
export function chooseParts(
  script: Script<S>,
  isGiven: (name: string) => boolean,
  complain: Complain,
): Script<S> {
  if (!hasConditions(script)) return script;
  const own = new Set<string>([SYSTEM]);
  const conditions = new Conditions((name) => own.has(name) || isGiven(name), complain);
  const options = script.options.filter((option) => {
    const isChosen = conditions.choose(option);
    const { value } = option;
    if (isChosen && option.name === "define" && value?.type === "definition") own.add(value.name);
    return isChosen;
  });
  const { init, cleanup, ...rest } = script;
  const hasInit = init !== undefined && conditions.choose(init);
  const events = script.events.filter((event) => conditions.choose(event));
  const hasCleanup = cleanup !== undefined && conditions.choose(cleanup);
  conditions.end(script.trailing);
  return { ...rest, options, ...(hasInit && { init }), events, ...(hasCleanup && { cleanup }) };
}

function hasConditions({ options, init, events, cleanup }: Script<S>): boolean {
  const has = (part: Commented): boolean => part.leading.some((trivia) => directive(trivia) !== undefined);
  return (
    options.some(has) ||
    (init !== undefined && has(init)) ||
    events.some(has) ||
    (cleanup !== undefined && has(cleanup))
  );
}

const WORDS = ["ifdef", "ifndef", "endif"] as const;

interface Directive {
  readonly word: (typeof WORDS)[number];
  readonly name: string;
}

function directive(trivia: Trivia): (Directive & { readonly comment: Comment }) | undefined {
  if (trivia.type !== "comment" || trivia.style !== "#") return undefined;
  const [, first, name = ""] = /^(\w+)\s*(.*?)\s*$/.exec(trivia.text) ?? [];
  const word = WORDS.find((known) => known === first);
  return word === undefined ? undefined : { word, name, comment: trivia };
}

interface Condition {
  readonly span: Span;
  readonly word: string;
  readonly holds: boolean;
  /** It stands inside of an event, which has been reported. */
  readonly misplaced: boolean;
}

const INSIDE = "conditions are for whole events";

/** Follows the conditions through the parts of a script. */
class Conditions {
  /** The open ones, outermost first. */
  private readonly open: Condition[] = [];

  constructor(
    private readonly isDefined: (name: string) => boolean,
    private readonly complain: Complain,
  ) {}

  /** Whether the next part of the script is to be taken. */
  choose(part: Commented & { readonly span: Span }): boolean {
    for (const trivia of part.leading) this.follow(trivia, part.span);
    const isChosen = this.open.every(({ holds }) => holds);
    if (part.comment) this.follow(part.comment);
    return isChosen;
  }

  end(trailing: readonly Trivia[]): void {
    for (const trivia of trailing) this.follow(trivia);
    for (const { span, word } of this.open) this.report(span, `#${word} without #endif`, "");
  }

  private follow(trivia: Trivia, part?: Span): void {
    const found = directive(trivia);
    if (found === undefined) return;
    const { word, name, comment } = found;
    const { span } = comment;
    const isInside = part !== undefined && span.start > part.start;
    if (word === "endif") {
      const opened = this.open.pop();
      if (opened === undefined) this.report(span, "#endif without #ifdef", "");
      else if (isInside && !opened.misplaced) this.report(span, "#endif inside of an event", INSIDE);
      return;
    }
    if (isInside) this.report(span, `#${word} inside of an event`, INSIDE);
    else if (!/^[A-Za-z]\w*$/.test(name)) this.report(span, `#${word} wants one name`, "");
    const holds = isInside || this.isDefined(name) === (word === "ifdef");
    this.open.push({ span, word, holds, misplaced: isInside });
  }

  private report(span: Span, message: string, note: string): void {
    this.complain(span, "bind/condition", message, note);
  }
}
