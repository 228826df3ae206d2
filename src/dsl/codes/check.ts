// SPDX-License-Identifier: GPL-2.0
import type { Explanation } from "./code.js";

export const CHECK_CODES: readonly Explanation[] = [
  {
    code: "bind/undefined",
    title: "a name that is not defined",
    text: "A name stands where a number or hex bytes are wanted, and nothing gives it a value. --define=NAME=value on top of the script does, or -D NAME=value on the command line. Some names are defined by the variant, such as TFO_COOKIE; when one variant lacks a name, this is a warning that says which.",
  },
  {
    code: "bind/wrong-type",
    title: "a name whose value does not fit",
    text: "The name is defined, but as something else than its place wants: numbers are digits or 0x with hex digits, bytes are an even number of hex digits, commands stand in back quotes.",
  },
  {
    code: "bind/condition",
    title: "#ifdef and #endif that do not match",
    text: "Lines between #ifdef NAME and #endif count only if the name is defined, #ifndef is the opposite, and each #ifdef has an #endif of its own.",
  },
  {
    code: "check/too-many",
    title: "more problems than anybody reads",
    text: "After 200 problems of a file only the number of the others is told, as far as they were counted. They usually have one cause.",
  },
  {
    code: "check/empty",
    title: "a script without events",
    text: "A file without events tests nothing and passes. It is a warning, as a file of options alone may be meant.",
  },
  {
    code: "check/first-time",
    title: "the first event is not at time 0",
    text: "Times count from the start of the script, so the first event is at 0 or +0. +1.5 waits for 1.5 s first.",
  },
  {
    code: "check/time-backwards",
    title: "time goes backwards",
    text: "An event has an absolute time before that of the event in front of it. Events stand in the order in which they happen; a time with + counts from the event before, one without from the start of the script.",
  },
  {
    code: "check/empty-range",
    title: "a range of times ends before it starts",
    text: "In 1~2 and in +0...0.2 the second time is not before the first. Both times of a blocking call count from the same moment.",
  },
  {
    code: "check/open-time",
    title: "an open time of something that is no expected packet",
    text: "The times * and 1~2 leave open when something happens. That makes sense for what the kernel decides, the packets that it sends, and not for what the script does itself. A system call that blocks has the form +0...0.2.",
  },
  {
    code: "check/open-options",
    title: "<...> in an injected packet",
    text: "<...> means any TCP options, in a packet that is expected. An injected packet has to have certain ones; write them out, or nothing for none.",
  },
  {
    code: "check/open-ecn",
    title: "ect01 in an injected packet",
    text: "ect01 means one of ECT(0) and ECT(1), in a packet that is expected. An injected packet has one of them: write ect0 or ect1.",
  },
  {
    code: "check/fragment",
    title: "a fragment that cannot be",
    text: "frag START:END are the bytes behind the IP header that a fragment has of the packet that is written. START is a multiple of 8, as the header's field counts by eight bytes, and END is behind it. Headers of tunnels are not fragmented: the packet inside of them is.",
  },
  {
    code: "check/no-window",
    title: "an injected TCP packet without a window",
    text: "Whatever is not written in an expected packet is not compared; of an injected one it is missing. The window cannot be guessed: write for example win 257. It is the field as on the wire, not scaled.",
  },
  {
    code: "check/sequence-length",
    title: "sequence numbers and length do not agree",
    text: "In start:end(length) the end is the start plus the length, modulo 2^32. The length is that of the payload alone: SYN and FIN count in the sequence space, but not here.",
  },
  {
    code: "check/field-range",
    title: "a number that does not fit in its field",
    text: "Each field of a header has a number of bits, and the value needs more. Windows have 16 bits and are written as on the wire, without the scale that was negotiated.",
  },
  {
    code: "check/options-too-long",
    title: "more TCP options than a header has room for",
    text: "The header length has four bits and counts words of four bytes, so there are 40 bytes for options (RFC 9293, section 3.1). With timestamps there is room for three SACK blocks, without for four.",
  },
  {
    code: "check/options-padding",
    title: "TCP options that do not fill their last word",
    text: "Options take a multiple of four bytes; whoever sends them fills up with nop or eol, and so does the script. Usual are nop,nop,TS and nop,wscale.",
  },
  {
    code: "check/option-place",
    title: "a TCP option in a segment that cannot have it",
    text: "mss, wscale, sackOK and FO belong to segments with SYN: elsewhere the kernel ignores them, and never sends them. SACK blocks belong to segments without. This is a warning, as an injected packet may be wrong on purpose.",
  },
  {
    code: "check/option-order",
    title: "expected TCP options in an order that Linux does not use",
    text: "Options are compared in their order. Linux writes mss, sackOK, TS, wscale, sack, FO, with a nop in front of those that need one to end at a word; sackOK and TS together need none.",
  },
  {
    code: "check/option-twice",
    title: "an expected TCP option that comes twice",
    text: "Linux writes each of mss, sackOK, TS, wscale, sack and FO once at most. One sack option has all blocks: sack 1001:2001 3001:4001.",
  },
  {
    code: "check/address",
    title: "no IP address of that version",
    text: "The header is ipv4 or ipv6, and its addresses are of that version: four decimal numbers, or up to eight groups of hex digits.",
  },
  {
    code: "check/escape",
    title: "no escape sequence",
    text: "A backslash in a string starts an escape sequence of C: \\n, \\t, \\xHH with two hex digits, \\ with one to three octal digits. Write \\\\ for a backslash.",
  },
  {
    code: "check/impossible-result",
    title: "a result that no system call has",
    text: "A system call that fails returns -1, and the errno stands behind it: = -1 EAGAIN. Other negative numbers do not occur, an errno does not go with success, and read() or write() never return more bytes than they were asked for.",
  },
  {
    code: "check/descriptor-number",
    title: "a new file descriptor without a number",
    text: "The number behind = is how the script calls the descriptor from then on; the kernel's own may be another. With ... instead of a number the script could not use it.",
  },
  {
    code: "check/descriptor-in-use",
    title: "a file descriptor that is open already",
    text: "The script gives a new descriptor the number of one that it has not closed. Only accept() may do so, which then takes the number over: scripts that accept many connections use one number for all.",
  },
  {
    code: "check/unreachable",
    title: "an expected packet that nothing before it can cause",
    text: "The kernel sends nothing by itself: a SYN needs connect() or a call like it, a SYN-ACK needs an injected SYN, and anything else of TCP needs an injected packet first. Events stand in the order in which they happen, so the cause stands before the packet. Scripts with commands that may send something themselves are left alone.",
  },
  {
    code: "check/blocks",
    title: "a call that blocks without saying so",
    text: "A call without a second time has to return before the script goes on. connect() on a blocking socket returns when the SYN-ACK is there, which stands behind it, so it would wait for ever. Either write when it returns, +0...0.1 connect(…) = 0, or make the socket non-blocking with fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) and expect -1 EINPROGRESS.",
  },
  {
    code: "check/no-variant",
    title: "a script that runs in no variant",
    text: "Scripts run in the variants ipv4, ipv4-mapped-v6 and ipv6. A file name that ends with v4.pkt or v6.pkt allows those of one IP version only, and --ip_version=ipv4, ipv4-mapped-ipv6 or ipv6 allows one. Here they contradict each other, or the value is none of these, so the script would never run.",
  },
  {
    code: "check/foreign-constant",
    title: "a constant of another system",
    text: "Constants are taken from the headers of the kernel in use. This one is known, but not from there: the note says who has it. An event that uses it cannot run; --define=NAME=value gives the name a value.",
  },
  {
    code: "check/foreign-call",
    title: "a system call of another version of packetdrill",
    text: "The call is part of the language, since some version of packetdrill has it, but it cannot be run here. The note says where it is at home.",
  },
  {
    code: "check/foreign-structure",
    title: "a structure of another version of packetdrill",
    text: "Structures in arguments are known by the names of their members, and these are of none that can be handed to the kernel here. The script is right, perhaps, but the call cannot be run. A member that is nearly right is reported as script/bad-argument instead.",
  },
  {
    code: "check/foreign-option",
    title: "an option of another version of packetdrill",
    text: "The option is known to some version of packetdrill, and has no meaning here. The note says where it is at home. ktest run refuses the script as long as it has the line.",
  },
  {
    code: "check/unreadable",
    title: "a file that cannot be read",
    text: "The file does not exist, is no file, or may not be read; the message has the system's words for it. The exit code is 2 if nothing worse was found.",
  },
];
