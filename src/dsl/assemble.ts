// SPDX-License-Identifier: GPL-2.0
import type { Comment, Commented, Event, OptionLine, Script, SymbolRef, UntimedCommand } from "./ast.js";
import { type Diagnostic, ENOUGH } from "./diagnostic.js";
import type { Bare, Item } from "./parser.js";
import type { Source } from "./source.js";
import { TriviaReader } from "./trivia.js";

export interface Assembled {
  readonly script: Script<SymbolRef>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Puts the parts of a file into their places: options, first command, events, last command.
 * A part that stands where it cannot is reported and left out.
 */
export function assemble(source: Source, items: readonly Item[], comments: readonly Comment[]): Assembled {
  const options: OptionLine[] = [];
  const events: Event<SymbolRef>[] = [];
  const untimed: { command: UntimedCommand<SymbolRef>; eventsBefore: number }[] = [];
  const diagnostics: Diagnostic[] = [];
  const trivia = new TriviaReader(source, comments);
  const report = (item: Item, code: string, message: string, note: string): void => {
    if (diagnostics.length >= ENOUGH) return;
    const { file } = source;
    diagnostics.push({ severity: "error", code, message, file, span: item.span, notes: [{ message: note }] });
  };

  items.forEach((item, index) => {
    const around = trivia.take(item.span, items[index + 1]?.span.start ?? Number.POSITIVE_INFINITY);
    if (item.type === "event") {
      events.push(withTrivia(item, around));
    } else if (item.type === "command") {
      untimed.push({ command: { ...item, ...around }, eventsBefore: events.length });
    } else if (events.length > 0 || untimed.length > 0) {
      report(
        item,
        "parse/late-option",
        `option --${item.name} after the first command or event`,
        "options stand at the top of the script",
      );
    } else {
      options.push({ ...item, ...around });
    }
  });

  let init: UntimedCommand<SymbolRef> | undefined;
  let cleanup: UntimedCommand<SymbolRef> | undefined;
  for (const { command, eventsBefore } of untimed) {
    if (eventsBefore === 0 && init === undefined) init = command;
    else if (eventsBefore === events.length && cleanup === undefined) cleanup = command;
    else
      report(
        command,
        "parse/command-without-time",
        "a command without a time",
        "only one command before the first event and one after the last may go without: write +0 in front",
      );
  }

  const script: Script<SymbolRef> = {
    type: "script",
    span: { start: 0, end: source.text.length, line: 1, column: 1 },
    file: source.file,
    options,
    ...(init && { init }),
    events,
    ...(cleanup && { cleanup }),
    trailing: trivia.rest(),
  };
  return { script, diagnostics };
}

/** The most frequent of all, so it is written out. */
function withTrivia(event: Bare<Event<SymbolRef>>, { leading, comment }: Commented): Event<SymbolRef> {
  const { type, span, time, action } = event;
  return comment ? { type, span, time, action, leading, comment } : { type, span, time, action, leading };
}
