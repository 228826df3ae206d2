// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "./expression.js";
import type { Packet } from "./packet.js";
import type { Node } from "./span.js";

/** A whole file. */
export interface Script<S = never> extends Node {
  readonly type: "script";
  /** As given to the parser; for messages. */
  readonly file: string;
  /** `--name=value` lines on top. */
  readonly options: readonly OptionLine[];
  /** The back-quoted command without a time before the first event. */
  readonly init?: UntimedCommand<S>;
  readonly events: readonly Event<S>[];
  /** The back-quoted command without a time after the last event. It runs in any case. */
  readonly cleanup?: UntimedCommand<S>;
  /** Comments after everything else. */
  readonly trailing: readonly Trivia[];
}

/** What the printer keeps and nobody else looks at. Blank lines that follow each other are one. */
export type Trivia = Comment | BlankLine;

export interface Comment extends Node {
  readonly type: "comment";
  readonly style: "//" | "#" | "/*";
  /** Without its delimiters, but with the spaces inside them. */
  readonly text: string;
}

export interface BlankLine extends Node {
  readonly type: "blank";
}

/** Comments above a line, and the one at its end. */
export interface Commented {
  readonly leading: readonly Trivia[];
  readonly comment?: Comment;
}

export interface OptionLine extends Node, Commented {
  readonly type: "option";
  /** Without the dashes. */
  readonly name: string;
  readonly value?: OptionValue;
}

export type OptionValue = PlainValue | Definition;

/** A word, or a string with its C escapes. */
export type PlainValue =
  | (Node & { readonly type: "word"; readonly text: string })
  | (Node & { readonly type: "string"; readonly raw: string })
  | (Node & { readonly type: "command"; readonly text: string });

/** `--define=NAME=value` */
export interface Definition extends Node {
  readonly type: "definition";
  readonly name: string;
  readonly value: PlainValue;
}

export interface Event<S = never> extends Node, Commented {
  readonly type: "event";
  readonly time: EventTime;
  readonly action: Action<S>;
}

/** All times are in nanoseconds of virtual time, exact up to 2^53 ns (104 days). */
export type EventTime = Node &
  (
    | { readonly type: "absolute"; readonly ns: number }
    | { readonly type: "relative"; readonly ns: number }
    | { readonly type: "any" }
    | { readonly type: "absolute-range"; readonly ns: number; readonly endNs: number }
    | { readonly type: "relative-range"; readonly ns: number; readonly endNs: number }
  );

export type Action<S = never> = Packet<S> | SystemCall<S> | Command<S> | Code;

/** `connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)` */
export interface SystemCall<S = never> extends Node {
  readonly type: "syscall";
  readonly name: string;
  readonly args: readonly Expression<S>[];
  readonly result: Expression<S>;
  readonly errno?: ErrnoName;
  /** The remark after the result or the errno name, without its parentheses. */
  readonly note?: string;
  /** `+0...0.2`: the call blocks; when it returns, counted from where the event's time is. */
  readonly end?: BlockingEnd;
}

export interface ErrnoName extends Node {
  readonly name: string;
}

export interface BlockingEnd extends Node {
  readonly ns: number;
}

/** `` `sysctl -q …` ``: a shell command, exactly as between the back quotes. */
export interface Command<S = never> extends Node {
  readonly type: "command";
  readonly text: string | S;
}

/** A command that belongs to no time: the first and the last of a script. */
export interface UntimedCommand<S = never> extends Command<S>, Commented {}

/** `%{ assert tcpi_snd_cwnd == 10 }%`: exactly what stands between the delimiters. */
export interface Code extends Node {
  readonly type: "code";
  readonly text: string;
}
