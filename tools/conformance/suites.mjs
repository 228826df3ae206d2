// SPDX-License-Identifier: GPL-2.0
import { GOOGLE } from "./google.mjs";
import { MPTCP } from "./mptcp.mjs";
import { NPLAB } from "./nplab.mjs";

/** @type {readonly import("./suites.mjs").Suite[]} */
export const SUITES = [
  {
    name: "google",
    title: "TCP: google/packetdrill",
    text: `\`gtests/net/tcp\`, the reference suite of the field, in the variants of its \`run_all.py\`, whose command
lines win over addresses that a script names in its own option lines, as they do in packetdrill. A test
that fails in both at the same line of the script fails because the suite follows kernels newer than this
one, or because of a script that suits one IP version; what differs is explained.`,
    explains: "differences",
    explanations: GOOGLE,
  },
  {
    name: "nplab",
    title: "SCTP and older TCP: nplab/packetdrill",
    text: `\`gtests/net/packetdrill/tests/linux\`, each script with its own options alone, as \`ktest run --packetdrill\`
runs it. Most of what fails with its own tool fails because that tool lacks a name or a structure of Linux.
Every script that fails in ktest is explained. Where an explanation says what was changed for a script to
pass, nothing else was.`,
    explains: "failures",
    explanations: NPLAB,
  },
  {
    name: "mptcp",
    title: "Multipath TCP: multipath-tcp/packetdrill",
    text: `\`gtests/net/mptcp\`; the scripts date from 2021. Their own tool runs those for IPv4 over IPv6, too, where
they fail. Every script that fails in ktest is explained: all assume a kernel of their time.`,
    explains: "failures",
    explanations: MPTCP,
  },
  {
    name: "kernel",
    title: "The kernel's own scripts",
    text: "`tools/testing/selftests/net/packetdrill`, with the arguments of its `ksft_runner.sh`.",
    explains: "failures",
    explanations: [],
  },
];
