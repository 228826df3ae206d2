// SPDX-License-Identifier: GPL-2.0
//
// The script language. Actions only build nodes (nodes/); whatever needs more than one token's
// context is a pass. A rule with a name in quotes is a word of the user's, and error messages show
// that name.
//
// This file opens the grammar: options, commands, events. The others of the folder follow in the
// order of their names: one family of constructs a file, and rules are seen in all of them.
//
// Classes are written out, since a rule of its own costs a call for each character.
//
// Alternatives are told apart by their first token and nothing is parsed twice, so that time is
// linear in the length of the text, whatever the nesting.

{{
import * as n from "./nodes/index.js";
}}

{
  // This runs once, and `options` are those of the present call: see tools/parser/once.mjs.
  // The span is that of range(), without the object.
  const span = () => options.locate(peg$savedPos, peg$currPos);
  const symbol = (place, name) => options.symbol(place, name);
  const warn = (place, code, message) => options.warn(place, code, message);
}

Items = _ @(@Item _)* EndOfInput

Item = Event / Option / UntimedCommand

Option
  = "--" name:OptionName value:([ \t]* "=" [ \t]* @OptionValue)?
    { return n.option(span(), name, value); }

OptionName "the name of an option" = $[a-zA-Z0-9_]+

OptionValue
  = name:Identifier [ \t]* "=" [ \t]* value:PlainValue
    { return { type: "definition", span: span(), name, value }; }
  / PlainValue

PlainValue "a value"
  = raw:QuotedString { return { type: "string", span: span(), raw }; }
  / text:BackQuoted { return { type: "command", span: span(), text }; }
  / text:$[^ \t\r\n"`]+ { return { type: "word", span: span(), text }; }

UntimedCommand
  = text:BackQuoted { return { type: "command", span: span(), text }; }

Event
  = time:EventTime _ action:Action
    { return { type: "event", span: span(), time, action }; }

EventTime "a time"
  = "*" { return { type: "any", span: span() }; }
  / "+" _ ns:Seconds endNs:(_ "~" _ "+" _ @Seconds)? { return n.relativeTime(span(), ns, endNs); }
  / ns:Seconds endNs:(_ "~" _ @Seconds)? { return n.absoluteTime(span(), ns, endNs); }

Seconds "a time in seconds"
  = text:$([0-9]* "." [0-9]+ / [0-9]+)
    { return n.nanoseconds(text) ?? error("a time has at most 9 decimals and 104 days"); }

Action
  = Packet
  / SystemCall
  / text:BackQuoted { return { type: "command", span: span(), text }; }
  / Code
  / symbol:Symbol &([ \t]* ([\r\n] / EndOfInput))
    { return { type: "command", span: span(), text: symbol }; }

Code "code between %{ and }%"
  = "%{" text:$(!"}%" .)* "}%" { return { type: "code", span: span(), text }; }
