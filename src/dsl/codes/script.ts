// SPDX-License-Identifier: GPL-2.0
import type { Explanation } from "./code.js";

export const SCRIPT_CODES: readonly Explanation[] = [
  {
    code: "script/unknown-constant",
    title: "a name that no header of the kernel has",
    text: "Constants in arguments and results, and the names of errnos, are those of the kernel's own headers, so that a script for a new option needs no change of the tool but the kernel that has it. The note says which name was probably meant. --define=NAME=value gives any name a value.",
  },
  {
    code: "script/unknown-system-call",
    title: "a system call that cannot be run",
    text: "The name is that of no system call known here. The note says which was probably meant, or names all there are.",
  },
  {
    code: "script/bad-argument",
    title: "an argument that does not fit the system call",
    text: "There are too many or too few arguments, or one is of the wrong kind: a number where a structure is wanted, a structure with a member it does not have, a string that is longer than the size that is given with it. The message names the argument.",
  },
  {
    code: "script/bad-descriptor",
    title: "a file descriptor that is not open",
    text: "The script uses a number that no call before has opened, or that was closed. The note says where, or which ones are open. The numbers are the script's own; they need not be those that the kernel returns.",
  },
  {
    code: "script/bad-option",
    title: "an option line that is unknown or has a bad value",
    text: "The lines on top of a script are packetdrill's options without which its events cannot be understood, such as --tolerance_usecs=1000. The message says what is wrong with this one.",
  },
  {
    code: "packet/no-connection",
    title: "a packet of no connection",
    text: "No socket of the script can send or receive the packet: there is none of its protocol, or none with its ports.",
  },
  {
    code: "packet/unknown-timestamp",
    title: "an echoed timestamp that no packet had",
    text: "An injected packet echoes a timestamp value with ecr. The script's values stand for those that the kernel has really sent, so the value must be one of an expected packet before.",
  },
  {
    code: "packet/unknown-name",
    title: "an ICMP type or code that the IP version does not have",
    text: "ICMP and ICMPv6 name their types and codes differently. The names are those of the version that the packets of the variant have; numbers work in both.",
  },
  {
    code: "packet/missing-field",
    title: "a field without which the packet cannot be built",
    text: "An injected packet is sent as it is written, so all fields that cannot be derived have to be there.",
  },
  {
    code: "packet/out-of-range",
    title: "a value that does not fit its field",
    text: "The value, perhaps after it was mapped to that of the live connection, needs more bits than the field has.",
  },
  {
    code: "packet/unsupported",
    title: "a packet that cannot be built or expected",
    text: "What is written has no meaning for packets of this direction, or none at all. The message says which part.",
  },
];
