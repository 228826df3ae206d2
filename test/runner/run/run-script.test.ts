// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { TCP_FLAG } from "../../../src/dsl/ast.js";
import { decode, encode, isDecodeError, type Packet } from "../../../src/inject/index.js";
import type { FakeKernel } from "../helpers/fake-kernel.js";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const MS = 1_000_000;
const DEVICE = 2;

const LISTEN = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
`;

/** From fe80::1 to all routers; RFC 4861 section 4.1. */
const ROUTER_SOLICITATION = encode({
  headers: [
    {
      type: "ipv6",
      trafficClass: 0,
      flowLabel: 0,
      nextHeader: 58,
      hopLimit: 255,
      source: Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
      destination: Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2),
    },
    { type: "icmpv6", icmpType: 133, code: 0, rest: 0 },
  ],
  payload: new Uint8Array(),
});

/** The segment that a listening socket answers a SYN with. */
function synAck(frame: Uint8Array, window = 65535): Uint8Array {
  const syn = decode(frame);
  if (isDecodeError(syn)) throw new Error(syn.message);
  const [ip, tcp] = syn.headers;
  if (ip?.type !== "ipv4" || tcp?.type !== "tcp") throw new Error("no TCP over IPv4");
  const answer: Packet = {
    headers: [
      { ...ip, source: ip.destination, destination: ip.source },
      {
        ...tcp,
        sourcePort: tcp.destinationPort,
        destinationPort: tcp.sourcePort,
        sequence: 4_000_000_000,
        acknowledgment: tcp.sequence + 1,
        flags: TCP_FLAG.SYN | TCP_FLAG.ACK,
        window,
        options: [{ type: "mss", value: 1460 }],
      },
    ],
    payload: new Uint8Array(),
  };
  return encode(answer);
}

function answering(delayNs: number, window?: number): FakeKernel {
  const kernel = fakeKernel();
  kernel.onFrame = (frame) => kernel.after(delayNs, () => kernel.send(DEVICE, synAck(frame, window)));
  return kernel;
}

const HANDSHAKE = `${LISTEN}+.1 < S 0:0(0) win 1000 <mss 1000>
+0 > S. 0:0(0) ack 1 win 65535 <mss 1460>
`;

describe("runScript", () => {
  it("makes system calls with the kernel's descriptors, and the run's addresses for ...", () => {
    const made: string[] = [];
    const kernel = fakeKernel((name, { args }) => {
      made.push(`${name} ${args[0]}`);
      if (name !== "bind") return 0;
      const at = Number(args[1]) - kernel.user.address;
      made.push([...kernel.user.bytes.subarray(at, at + 8)].join(" "));
      return 0;
    });
    expect(runFake(LISTEN, kernel).verdict).toBe("pass");
    expect(made).toEqual(["socket 2", "bind 100", "2 0 31 144 192 168 0 1", "listen 100"]);
  });

  it("reports a result that differs, at its place", () => {
    const kernel = fakeKernel((name) => (name === "listen" ? -98 : 0));
    const run = runFake(LISTEN, kernel);
    expect(run.verdict).toBe("fail");
    expect(run.report).toBe(
      [
        "/scripts/test.pkt:3:19: error: listen(): expected 0 but got -1 EADDRINUSE (Address already in use) [run/result]",
        " 3 | +0 listen(3, 1) = 0",
        "   |                   ^",
      ].join("\n"),
    );
    expect(run.log.at(-1)).toBe("0.000002 listen(3, 1) = -1 EADDRINUSE (Address already in use)");
  });

  it("accepts the error that the script expects, and no other", () => {
    const script = (errno: string) => `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 listen(3, 1) = -1 ${errno} (text)
`;
    const kernel = () => fakeKernel((name) => (name === "listen" ? -22 : 0));
    expect(runFake(script("EINVAL"), kernel()).verdict).toBe("pass");
    expect(runFake(script("EBADF"), kernel()).report).toContain("expected -1 EBADF but got -1 EINVAL");
    const unknown = runFake(script("EINVALID"), kernel());
    expect(unknown.verdict).toBe("error");
    expect(unknown.report).toContain("did you mean EINVAL?");
  });

  it.each([
    ["listen(3, 1) = 0", "listen(3, 1) = -1 EINVAL"],
    ["= 3", "= -1 EMFILE"],
    ["bind(3, ..., ...) = 0", "bind(3, ..., ...) = -1 EADDRINUSE"],
  ])("lets packets go by what the kernel did, not by what the script expected: %s", (right, wrong) => {
    const script = HANDSHAKE.replace(right, wrong).replaceAll("(3,", right === "= 3" ? "(4," : "(3,");
    const made =
      right === "= 3" ? script.replace("+0 bind", "+0 socket(..., SOCK_STREAM, 0) = 4\n+0 bind") : script;
    const run = runFake(made, answering(0), { options: { non_fatal: "syscall" } });
    expect(run.problems).toEqual([]);
    expect(run.warnings.map(({ diagnostic }) => diagnostic.message)).toEqual([
      expect.stringMatching(/expected -1 E\w+ but got \d+/),
    ]);
    expect(run.log.at(-1)).toMatch(/^0\.10000[34] > S\. 0:0\(0\) ack 1 win 65535 <mss 1460>$/);
  });

  it("does things 1 µs apart, and otherwise at exactly their times, 250 µs into a jiffy", () => {
    const kernel = answering(0);
    const run = runFake(HANDSHAKE, kernel);
    expect(run.problems).toEqual([]);
    const start = run.trace.startNs ?? 0;
    expect(start % MS).toBe(250_000);
    expect(kernel.received.map(({ timeNs }) => timeNs - start)).toEqual([100 * MS + 3000]);
    expect(run.log.slice(-2)).toEqual([
      "0.100003 < S 0:0(0) win 1000 <mss 1000>",
      "0.100003 > S. 0:0(0) ack 1 win 65535 <mss 1460>",
    ]);
  });

  it("names every field in which a packet differs, and shows both packets", () => {
    const run = runFake(HANDSHAKE.replace("mss 1460", "mss 1400"), answering(0, 1234));
    expect(run.report).toContain(
      "/scripts/test.pkt:5:4: error: outbound packet differs: tcp.win expected 65535, actual 1234; tcp.option.mss",
    );
    expect(run.problems[0]?.packets).toMatchObject({
      expected: "0.100003 > S. 0:0(0) ack 1 win 65535 <mss 1400>",
      actual: "0.100003 > S. 0:0(0) ack 1 win 1234 <mss 1460>",
    });
  });

  it("takes a packet within the tolerance, records by how much it is off, and rejects one beyond", () => {
    const near = runFake(HANDSHAKE, answering(4 * MS));
    expect(near.verdict).toBe("pass");
    expect(near.log).toContain("0.104003 // outbound packet: 0.004000 sec late, tolerance 0.004000 sec");
    const far = runFake(HANDSHAKE, answering(5 * MS));
    expect(far.report).toContain(
      "timing error: expected outbound packet at 0.100003 sec but happened at 0.105003 sec",
    );
    expect(runFake(HANDSHAKE, answering(1), { options: { tolerance_usecs: "0" } }).verdict).toBe("fail");
  });

  it("does not wait for ever for a packet that never comes", () => {
    const run = runFake(HANDSHAKE, fakeKernel());
    expect(run.report).toContain(
      "expected an outbound packet at 0.100003 sec, but none was sent until 2.100003 sec",
    );
    expect(run.report).toContain("the kernel has no timer pending");
  });

  /** Something that the kernel does again and again, and nobody waits for. */
  const busy = (work: (kernel: FakeKernel) => void): FakeKernel => {
    const kernel = fakeKernel((name) => (name === "read" ? undefined : 0));
    const again = () => {
      work(kernel);
      kernel.after(4000e9, again);
      return undefined;
    };
    kernel.after(4000e9, again);
    return kernel;
  };
  const solicit = (kernel: FakeKernel) => kernel.send(DEVICE, ROUTER_SOLICITATION);

  it.each([
    ["a packet", "* > udp (100)", "expected an outbound packet, but none was sent until 36000.000001 sec"],
    ["a call", "+0 read(3, ..., 100) = 100", "read() blocks, and nothing can happen any more"],
  ])("does not wait for ever for %s while the kernel solicits routers", (_, event, message) => {
    const script = `0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n+0 connect(3, ..., ...) = 0\n${event}\n`;
    for (const work of [solicit, () => {}]) {
      const run = runFake(script, busy(work), { limits: { virtualNs: 86_400e9 } });
      expect(run.report).toContain(message);
      expect(run.report).toMatch(
        /note: since 0.00000[12] sec nothing has happened but the upkeep of the kernel/,
      );
      expect(run.virtualNs).toBeLessThan(36_001e9);
    }
    // what is no upkeep may lead to more
    const other = runFake(
      script,
      busy((kernel) => kernel.send(DEVICE, Uint8Array.of(0x45, 0))),
      {
        limits: { virtualNs: 86_400e9 },
      },
    );
    expect(other.report).toContain("the script goes on beyond 86400.000000 sec");
  });

  it("ignores packets of others", () => {
    const kernel = fakeKernel();
    kernel.onFrame = (frame) => {
      kernel.send(DEVICE, Uint8Array.of(0x45, 0));
      kernel.send(DEVICE, frame);
      kernel.send(DEVICE, synAck(frame));
    };
    expect(runFake(HANDSHAKE, kernel).problems).toEqual([]);
  });

  it("ends with the kernel, and says what it said", () => {
    const kernel = fakeKernel();
    kernel.onFrame = () => kernel.die("kernel BUG at net/ipv4/tcp.c:1");
    const run = runFake(`${HANDSHAKE}\`cleanup\``, kernel);
    expect(run.report).toContain("4:5: error: the kernel died: kernel BUG at net/ipv4/tcp.c:1 [run/died]");
    expect(kernel.commands).toEqual([]);
  });

  it("stops a script that goes on beyond the limit of virtual time", () => {
    const run = runFake(`${LISTEN}+60 close(3) = 0\n`, fakeKernel(), { limits: { virtualNs: 30e9 } });
    expect(run.report).toContain("4:5: error");
    expect(run.report).toContain("the script goes on beyond 30.000000 sec of virtual time");
  });
});

describe("blocking system calls", () => {
  const connect = (times: string) => `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
${times} connect(3, ..., ...) = 0
`;

  /** connect() returns after a while. */
  const slow = (delayNs: number) =>
    fakeKernel((name, { task }, kernel) => {
      if (name !== "connect") return 0;
      kernel.after(delayNs, () => kernel.complete(task, 0));
      return undefined;
    });

  it("are made by a thread of their own and return at their time", () => {
    const kernel = slow(200 * MS);
    const run = runFake(`${connect("+0...0.2")}+.3 shutdown(3, SHUT_RD) = 0\n`, kernel);
    expect(run.problems).toEqual([]);
    expect(run.log).toEqual([
      "0.000000 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3",
      "0.000001 connect(3, ..., ...) ... blocks",
      "0.200001 connect(3, ..., ...) = 0",
      "0.300002 shutdown(3, SHUT_RD) = 0",
    ]);
    const tasks = kernel.calls.slice(-2).map(({ task }) => task);
    expect(tasks).toEqual([2, kernel.mainTask]);
  });

  it("that return at another time are timing errors", () => {
    expect(runFake(connect("+0...0.1"), slow(300 * MS)).report).toContain(
      "timing error: expected connect() to return at 0.100001 sec but happened at 0.300001 sec",
    );
  });

  it("must have returned at the end of the script", () => {
    const run = runFake(connect("+0...2"), slow(5000 * MS));
    expect(run.report).toContain("the script ends while connect() has not returned [run/blocking]");
  });

  it("come one at a time", () => {
    const run = runFake(`${connect("+0...9")}+.1...9 accept(3, ..., ...) = 4\n`, slow(9000 * MS));
    expect(run.report).toContain("3:4: error: another blocking system call has not returned yet");
    expect(run.report).toContain("2:3: note: connect() has not returned");
  });

  it("that are not marked as such hold the script up until they return", () => {
    const run = runFake(`${connect("+0")}+.1 close(3) = 0\n`, slow(200 * MS));
    expect(run.problems).toEqual([]);
    expect(run.log.at(-1)).toBe("0.300001 close(3) = 0");
    const forever = fakeKernel((name) => (name === "connect" ? undefined : 0));
    expect(runFake(connect("+0"), forever).report).toContain(
      "connect() blocks, and nothing can happen any more that would end it [run/blocked]",
    );
  });
});

describe("commands", () => {
  it("run in the script's folder by a shell whose parent is who PACKETDRILL_PID says", () => {
    const kernel = fakeKernel();
    const run = runFake(`\`./defaults.sh\`\n${LISTEN}\`/tmp/restore_\${PPID}.sh $PPIDX\``, kernel);
    expect(run.verdict).toBe("pass");
    const [init, cleanup] = kernel.commands;
    expect(init).toMatchObject({ argv: ["/bin/sh", "-c", "./defaults.sh"], cwd: "/scripts" });
    expect(cleanup?.argv[2]).toBe(`/tmp/restore_${process.pid}.sh $PPIDX`);
    expect(cleanup?.env.PACKETDRILL_PID).toBe(String(process.pid));
  });

  it("that fail, fail the test; what the script's last one cleans up is cleaned up all the same", () => {
    const kernel = fakeKernel();
    kernel.onExec = ({ argv }) => (argv[2] === "false" ? { status: 1, stderr: "no such sysctl\n" } : {});
    const run = runFake(`${LISTEN}+0 \`false\`\n+0 close(3) = 0\n\`true\``, kernel);
    expect(run.report).toContain("4:4: error: the command ended with status 1 [run/command]");
    expect(run.report).toContain("note: no such sysctl");
    expect(kernel.commands.map(({ argv }) => argv[2])).toEqual(["false", "true"]);
  });

  it("before the first event keep the script from starting", () => {
    const kernel = fakeKernel();
    kernel.onExec = () => ({ status: 127 });
    const run = runFake(`\`./missing.sh\`\n${LISTEN}`, kernel);
    expect(run.report).toContain("1:1: error: the command ended with status 127");
    expect(run.trace.startNs).toBeUndefined();
  });
});

describe("code blocks", () => {
  it("that fail are reported with the place and the values", () => {
    const run = runFake(
      `${LISTEN}+0 %{ base = 4
assert base * 2 == 9, 'no'
}%\n`,
      fakeKernel(),
    );
    expect(run.report).toBe(
      [
        "/scripts/test.pkt:5:8: error: AssertionError: no [run/code]",
        " 5 | assert base * 2 == 9, 'no'",
        "   |        ^^^^^^^^^^^^^",
        "  = note: base is 4",
      ].join("\n"),
    );
    expect(run.problems).toMatchObject([{ verdict: "fail", eventLine: 4 }]);
  });

  it("that need Python run at the end, with their own lines", () => {
    const run = runFake(
      `${LISTEN}+0 %{ import sys }%\n+0 %{ assert sys is None }%\n+0 close(3) = 0\n`,
      fakeKernel(),
    );
    expect(run.report).toContain("/scripts/test.pkt:5:");
    expect(run.log.at(-1)).toBe("0.000005 close(3) = 0");
  });
});
