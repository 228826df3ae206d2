// SPDX-License-Identifier: GPL-2.0
/* Tapes: what a command does to an instance, done again without the command. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NativeKernel } from "../../src/kernel/index.js";
import { bash, env, exec, folder } from "./exec-support.js";
import { boot, codeOf } from "./support.js";

function tapeOf(kernel: NativeKernel, script: string): Uint8Array {
  const { tape, status, stderr } = exec(kernel, ["bash", "-c", script]);
  expect({ status, stderr, hasTape: tape !== undefined }).toEqual({ status: 0, stderr: "", hasTape: true });
  return tape ?? new Uint8Array();
}

/** All that shows what state an instance is in, the order of its random numbers included. */
function stateOf(kernel: NativeKernel): string {
  return bash(
    kernel,
    "sysctl -a 2> /dev/null; ip -d addr; ip route; ip -6 route; tc qdisc; nstat -as; ss -tanpi",
  );
}

const CHANGES = [
  "sysctl -q net.ipv4.tcp_timestamps=0 net.ipv4.tcp_rmem='4096 5000 6000'",
  "echo 3 > /proc/sys/net/ipv4/tcp_retries1; cat /proc/sys/net/ipv4/tcp_retries1",
  "ip addr add 192.0.2.1/24 dev tun0; ip link set tun0 up mtu 1400; ip route add 198.51.100.0/24 via 192.0.2.2",
  "ip link add dummy7 type dummy; ip link set dummy7 up; ip -6 addr add 2001:db8::7/64 dev dummy7 nodad",
  "tc qdisc replace dev tun0 root pfifo limit 7; tc -s qdisc show dev tun0",
  'python3 -c \'import socket, fcntl; s = socket.socket(); fcntl.ioctl(s, 0x8922, b"tun0".ljust(16, b"\\0") + b"\\x78\\5".ljust(24, b"\\0"))\'',
  "ls -l /proc/sys/net/ipv4 /sys/class/net | wc -l; stat -c %n /proc/sys/net/ipv4/tcp_rmem",
  "ss -tan; nstat -as | head -3; ip tcp_metrics flush all",
  "python3 -c 'import socket; s = socket.socket(); s.bind((\"127.0.0.1\", 80)); s.listen(); s.getsockname()'",
];

describe("a tape", () => {
  it.each(CHANGES)("does to an instance what the command does: %s", (script) => {
    const kernel = boot();
    kernel.createDevice({ name: "tun0", checksumOffload: true, tso: true });
    const before = kernel.snapshot();
    const tape = tapeOf(kernel, script);
    const events = kernel.drain();
    const after = stateOf(kernel);
    kernel.restore(before);
    expect(kernel.replay([tape])).toBe(0);
    expect(kernel.drain()).toEqual(events);
    expect(stateOf(kernel)).toBe(after);
  });

  it("is for any state in which the instance answers the same", () => {
    const kernel = boot();
    const before = kernel.snapshot();
    const tape = tapeOf(kernel, "cat /proc/sys/net/ipv4/tcp_sack; sysctl -q net.ipv4.tcp_ecn=1");
    kernel.restore(before);
    bash(kernel, "sysctl -q net.ipv4.tcp_fack=1; ls -l /proc/sys/net/ipv4 > /dev/null");
    const state = kernel.snapshot();
    expect(kernel.replay([tape])).toBe(0);
    expect(bash(kernel, "sysctl -n net.ipv4.tcp_ecn net.ipv4.tcp_fack")).toBe("1\n1\n");
    kernel.restore(state);
    // bash has read the clock.
    bash(kernel, "sleep 2");
    expect(kernel.replay([tape])).toBeUndefined();
  });

  it("notices another answer, and what it has done so far can be undone", () => {
    const kernel = boot();
    const tape = tapeOf(kernel, "sysctl -q net.ipv4.tcp_ecn=1; cat /proc/sys/net/ipv4/tcp_sack");
    bash(kernel, "sysctl -q net.ipv4.tcp_sack=0 net.ipv4.tcp_ecn=0");
    const before = kernel.snapshot();
    expect(kernel.replay([tape])).toBeUndefined();
    kernel.restore(before);
    expect(bash(kernel, "sysctl -n net.ipv4.tcp_ecn")).toBe("0\n");
  });

  it("is for other instances as well", () => {
    const [one, other] = [boot(), boot({ seed: 7 })];
    const tape = tapeOf(one, "sysctl -q net.ipv4.tcp_fin_timeout=7; ip link add dummy8 type dummy");
    expect(other.replay([tape])).toBe(0);
    expect(bash(other, "sysctl -n net.ipv4.tcp_fin_timeout; ip -br link show dummy8")).toMatch(/^7\ndummy8 /);
  });

  it("of several is found by the answers, without going back", () => {
    const kernel = boot();
    const clean = kernel.snapshot();
    const script =
      'n=$(cat /proc/sys/net/ipv4/tcp_reordering); sysctl -q net.ipv4.tcp_ecn=1; sysctl -q "net.ipv4.tcp_fin_timeout=$((n * 7))"';
    const set = (reordering: number): void => {
      kernel.restore(clean);
      bash(kernel, `sysctl -q net.ipv4.tcp_reordering=${reordering}`);
    };
    const tapes = [3, 4, 5].map((reordering) => {
      set(reordering);
      return tapeOf(kernel, script);
    });
    for (const [index, reordering] of [3, 4, 5].entries()) {
      set(reordering);
      expect(kernel.replay(tapes)).toBe(index);
      expect(bash(kernel, "sysctl -n net.ipv4.tcp_ecn net.ipv4.tcp_fin_timeout")).toBe(
        `1\n${reordering * 7}\n`,
      );
    }
    set(6);
    expect(kernel.replay(tapes)).toBeUndefined();
    expect(kernel.replay([])).toBeUndefined();
  });

  it("does not run anything", () => {
    const kernel = boot();
    const path = join(folder, "count");
    writeFileSync(path, "");
    const tape = tapeOf(kernel, `echo once >> ${path}; sysctl -q net.ipv4.tcp_ecn=1`);
    expect(kernel.replay([tape])).toBe(0);
    expect(readFileSync(path, "utf8")).toBe("once\n");
  });

  it("there is none of a command that waits in the instance", () => {
    const kernel = boot();
    for (const script of ["sleep 1", "python3 -c 'import time; time.sleep(0.1)'"])
      expect(kernel.exec({ argv: ["bash", "-c", script], env, cwd: folder }).tape).toBeUndefined();
  });

  it("that is damaged is refused, and an instance that is closed plays none", () => {
    const kernel = boot();
    const before = kernel.snapshot();
    const tape = tapeOf(kernel, "sysctl -q net.ipv4.tcp_ecn=1");
    for (const bad of [new Uint8Array(), tape.subarray(0, 40), Buffer.concat([tape, tape])])
      expect(codeOf(() => kernel.replay([bad]))).toBe("KTEST_BAD_TAPE");
    fc.assert(
      fc.property(fc.nat(tape.length - 1), (length) => {
        kernel.restore(before);
        // Where a call ends, the rest is just not asked.
        const code = codeOf(() => kernel.replay([tape.subarray(0, length)]));
        expect(["none", "KTEST_BAD_TAPE"]).toContain(code);
      }),
      { numRuns: 50 },
    );
    kernel.close();
    expect(codeOf(() => kernel.replay([tape]))).toBe("KTEST_CLOSED");
  });
});
