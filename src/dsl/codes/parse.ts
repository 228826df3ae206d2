// SPDX-License-Identifier: GPL-2.0
import type { Explanation } from "./code.js";

export const PARSE_CODES: readonly Explanation[] = [
  {
    code: "parse/syntax",
    title: "the text is no part of the language",
    text: "The word under the caret cannot stand there. The message says what could, and for a word that is nearly right the note says which one was probably meant. Reading goes on with the next event, so that one mistake hides no others; what an event with a mistake would have opened or sent is not known to the checks that follow.",
  },
  {
    code: "parse/unterminated",
    title: "a string, a command, a block of code or a comment is not closed",
    text: 'Strings end with ", commands with `, code with }% and comments with */. In strings and commands a backslash takes the meaning from the quote behind it. The text counts as closed at the end of its line, and reading goes on behind it.',
  },
  {
    code: "parse/nesting",
    title: "brackets nested too deeply",
    text: "Brackets, braces and parentheses nest up to 64 deep. Scripts need half a dozen; more than 64 are most likely brackets that were never closed.",
  },
  {
    code: "parse/too-many",
    title: "too many mistakes",
    text: "After 200 mistakes the rest of the file is not read. It is probably not a script.",
  },
  {
    code: "parse/too-large",
    title: "a file that is no script",
    text: "A script has up to 8 MiB, some 200,000 lines. Nothing of a larger file is read, as it would take a hundred times its size in memory.",
  },
  {
    code: "parse/late-option",
    title: "an option behind the first command or event",
    text: "Lines such as --tolerance_usecs=1000 stand at the top of the file, in front of the first command and the first event, because they hold for the whole run.",
  },
  {
    code: "parse/command-without-time",
    title: "a command without a time in the middle",
    text: "Two commands in back quotes may go without a time: one before the first event, which sets things up, and one after the last, which cleans up and runs in any case. All others are events and need a time, such as +0.",
  },
  {
    code: "parse/nul",
    title: "a NUL byte",
    text: "The file has bytes with the value 0, which no text has. It is probably damaged, or saved as UTF-16. In a comment this is a warning.",
  },
  {
    code: "parse/utf8",
    title: "bytes that are not UTF-8",
    text: "Scripts are UTF-8. Bytes that are not were replaced by U+FFFD, so that a string would be sent with other bytes than the file has; write them as \\xHH. In a comment this is a warning.",
  },
  {
    code: "parse/spelling",
    title: "a name in another spelling",
    text: "The name is understood, but usually written otherwise: scripts of one dialect differ in it among themselves. This is a warning; the message has the usual spelling.",
  },
  {
    code: "parse/field-order",
    title: "fields in an unusual order",
    text: "The fields of a chunk are understood in any order, and printed in that of the wire. Other tools want them in that order. This is a warning.",
  },
  {
    code: "parse/quoted-in-front",
    title: "the quoted packet in front of the ICMP message",
    text: "google's packetdrill writes the packet that an ICMP message is about behind the message: icmp unreachable frag_needed mtu 1200 [1:1001(1000)]. Some scripts of other dialects have it in front, which that tool refuses; here it is understood, with a warning.",
  },
];
