// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import {
  make,
  NO_SPAN,
  type Packet,
  parse,
  printPacket,
  printScript,
  printSystemCall,
  TCP_FLAG,
} from "../../src/dsl/index.js";

describe("whole scripts", () => {
  test("come out as people write them", () => {
    const text = `// A comment.
--ip_version=ipv4
\`./defaults.sh\`

// Connect.
    0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
   +0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)

   +0 > S 0:0(0) <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 8>
 +.01 < S. 0:0(0) ack 1 win 5792 <mss 1460,nop,nop>
   +0 > . 1:1(0) ack 1 <...> // done
    * > [ect0] P. 1:1001(1000) ack 1
   +0....2 close(3) = 0
`;
    expect(printScript(parse(text, "test.pkt").script)).toBe(text);
  });

  test("an empty one is empty", () => {
    expect(printScript(parse("", "test.pkt").script)).toBe("");
  });
});

describe("packets from the wire", () => {
  test("a segment", () => {
    const packet: Packet = {
      type: "packet",
      span: NO_SPAN,
      direction: "outbound",
      headers: [
        {
          type: "tcp",
          span: NO_SPAN,
          flags: { span: NO_SPAN, bits: TCP_FLAG.PSH | TCP_FLAG.ACK, ace: false },
          sequence: { span: NO_SPAN, start: 1, end: 1001, length: 1000 },
          ack: 1,
          window: 257,
          options: [
            { type: "nop", span: NO_SPAN },
            {
              type: "unknown",
              span: NO_SPAN,
              kind: 99,
              data: { type: "hex", span: NO_SPAN, bytes: Uint8Array.of(1, 254) },
            },
          ],
        },
      ],
    };
    expect(printPacket(packet)).toBe("> P. 1:1001(1000) ack 1 win 257 <nop,kind 99 01fe>");
  });
});

describe("system calls with actual values", () => {
  test("a call", () => {
    const text = printSystemCall({
      type: "syscall",
      span: NO_SPAN,
      name: "recvmsg",
      args: [
        make.integer(3),
        make.struct({
          msg_flags: make.flags(["MSG_ERRQUEUE", "MSG_TRUNC"]) ?? make.integer(0),
          msg_iov: make.array([]),
        }),
        make.string(Uint8Array.of(104, 105, 0), true),
        make.call("htons", [make.integer(80n)]),
        make.integer(-1n),
        make.integer(2n ** 63n, 16),
        make.ellipsis(),
      ],
      result: make.integer(-1),
      errno: { span: NO_SPAN, name: "EAGAIN" },
      note: "Resource temporarily unavailable",
    });
    expect(text).toBe(
      'recvmsg(3, {msg_flags=MSG_ERRQUEUE|MSG_TRUNC, msg_iov=[]}, "hi\\x00"..., htons(80), -1, 0x8000000000000000, ...) = -1 EAGAIN (Resource temporarily unavailable)',
    );
  });

  test("no flags have no notation", () => {
    expect(make.flags([])).toBeUndefined();
  });
});
