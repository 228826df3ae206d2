// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import type {
  Action,
  Comment,
  Event,
  EventTime,
  OptionLine,
  OptionValue,
  PlainValue,
  Script,
  SymbolRef,
  SystemCall,
  Trivia,
  UntimedCommand,
} from "../../../src/dsl/ast.js";
import { expression } from "./arbitrary-expression.js";
import { packet } from "./arbitrary-packet.js";
import { identifier, optionals, quoted, span, symbol } from "./arbitrary-values.js";

type S = SymbolRef;

const type = <T extends string>(name: T) => fc.constant(name);

const words = (forbidden: RegExp) =>
  fc
    .string({ unit: "binary", maxLength: 12 })
    .map((text) => text.replace(/[\0\r\n\ufffd]/g, "").replace(forbidden, ""));

const comment: fc.Arbitrary<Comment> = fc.oneof(
  fc.record({ type: type("comment"), span, style: fc.constantFrom("//", "#"), text: words(/$^/) }),
  fc.record({ type: type("comment"), span, style: type("/*"), text: words(/\*/g) }),
);

const trivia: fc.Arbitrary<readonly Trivia[]> = fc.array(
  fc.oneof(comment, fc.record({ type: type("blank"), span })),
  { maxLength: 3 },
);

const commented = { leading: trivia, comment };

const word: fc.Arbitrary<PlainValue> = fc.record({
  type: type("word"),
  span,
  text: fc.oneof(fc.constantFrom("ipv4", "1000", "192.0.2.1", "fd00::1", "a/b", "-5"), identifier),
});

const plainValue: fc.Arbitrary<PlainValue> = fc.oneof(
  word,
  fc.record({ type: type("string"), span, raw: quoted('"') }),
  fc.record({ type: type("command"), span, text: quoted("`") }),
);

const optionValue: fc.Arbitrary<OptionValue> = fc.oneof(
  plainValue,
  fc.record({ type: type("definition"), span, name: identifier, value: plainValue }),
);

const option: fc.Arbitrary<OptionLine> = optionals(
  { type: type("option"), span, name: identifier, value: optionValue, ...commented },
  ["type", "span", "name", "leading"],
);

const untimed: fc.Arbitrary<UntimedCommand<S>> = optionals(
  { type: type("command"), span, text: quoted("`"), ...commented },
  ["type", "span", "text", "leading"],
);

const ns = fc.oneof(fc.constantFrom(0, 10_000_000, 1_000_000_000), fc.maxSafeNat());

export const time: fc.Arbitrary<EventTime> = fc.oneof(
  fc.record({ type: fc.constantFrom("absolute", "relative"), span, ns }),
  fc.record({ type: type("any"), span }),
  fc.record({ type: fc.constantFrom("absolute-range", "relative-range"), span, ns, endNs: ns }),
);

/** Results and errors in all combinations, whether or not they make sense. */
export const systemCall: fc.Arbitrary<SystemCall<S>> = optionals(
  {
    type: type("syscall"),
    span,
    name: identifier,
    args: fc.array(expression, { maxLength: 4 }),
    result: expression,
    errno: fc.record({ span, name: identifier }),
    note: words(/[()"`#%/*]/g).map((text) => text.trim()),
    end: fc.record({ span, ns }),
  },
  ["type", "span", "name", "args", "result"],
);

const code = fc.record({ type: type("code"), span, text: words(/}%/g) });

const action: fc.Arbitrary<Action<S>> = fc.oneof(
  { weight: 4, arbitrary: packet },
  { weight: 4, arbitrary: systemCall },
  { weight: 1, arbitrary: fc.record({ type: type("command"), span, text: fc.oneof(quoted("`"), symbol) }) },
  { weight: 1, arbitrary: code },
);

const event: fc.Arbitrary<Event<S>> = optionals({ type: type("event"), span, time, action, ...commented }, [
  "type",
  "span",
  "time",
  "action",
  "leading",
]);

/** A script as the parser would leave it: blank lines that a file cannot have are left out. */
export const script: fc.Arbitrary<Script<S>> = optionals(
  {
    type: type("script"),
    span,
    file: fc.constant("test.pkt"),
    options: fc.array(option, { maxLength: 3 }),
    init: untimed,
    events: fc.array(event, { maxLength: 8 }),
    cleanup: untimed,
    trailing: trivia,
  },
  ["type", "span", "file", "options", "events", "trailing"],
).map(tidy);

function tidy(draft: Script<S>): Script<S> {
  let afterBlank = true;
  const tidyTrivia = (list: readonly Trivia[]): Trivia[] =>
    list.filter((trivium) => {
      const second = afterBlank && trivium.type === "blank";
      afterBlank = trivium.type === "blank";
      return !second;
    });
  const tidyPart = <T extends { readonly leading: readonly Trivia[] }>(part: T): T => {
    const leading = tidyTrivia(part.leading);
    afterBlank = false;
    return { ...part, leading };
  };
  const { init, cleanup, ...rest } = draft;
  // a single command of a script without events is the first one
  const last = init === undefined && draft.events.length === 0 ? undefined : cleanup;
  const tidied = {
    ...rest,
    options: rest.options.map(tidyPart),
    ...(init && { init: tidyPart(init) }),
    events: rest.events.map(tidyPart),
    ...(last && { cleanup: tidyPart(last) }),
  };
  const trailing = tidyTrivia(rest.trailing);
  return { ...tidied, trailing: trailing.at(-1)?.type === "blank" ? trailing.slice(0, -1) : trailing };
}
