// SPDX-License-Identifier: GPL-2.0

const LISTEN = `// A server and its client.
0   socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0  bind(3, ..., ...) = 0
+0  listen(3, 1) = 0
+0  < S 0:0(0) win 32792 <mss 1000>
`;

/** A handshake, and 100 bytes that the kernel sends. */
export const PASSING = `${LISTEN}+0  > S. 0:0(0) ack 1 <mss 1460>
+.1 < . 1:1(0) ack 1 win 257
+0  accept(3, ..., ...) = 4
+0  write(4, ..., 100) = 100
+0  > P. 1:101(100) ack 1
`;

/** The same with two wrong fields in line 10. */
export const FAILING = PASSING.replace("P. 1:101(100) ack 1", "FP. 1:101(100) ack 2");

/** A mistake in line 7, column 9: no colon between the sequence numbers. */
export const MISSPELT = PASSING.replace("1:1(0)", "11(0)");

/** Ends the process that it runs in, from inside. */
export const KILLING = "0 `kill -9 $PPID`\n";

/** A handshake, and a program that computes for ever. */
export const BUSY = `${LISTEN}+0  > S. 0:0(0) ack 1 <mss 1460>
+0  \`while :; do :; done\`
`;

/** The client answers after a day and a half. */
export const PATIENT = `${LISTEN}+0  > S. 0:0(0) ack 1 <mss 1460>
+130000 < . 1:1(0) ack 1 win 257
`;
