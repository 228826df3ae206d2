// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { Capabilities } from "../../../src/runner/syscalls/capabilities.js";
import { testConstants } from "../helpers/constants.js";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const constants = testConstants();

/** The report of a script with one call on a datagram socket; `act` is what the kernel does. */
function report(text: string, act: (memory: DataView, args: readonly number[]) => number): string {
  const kernel = fakeKernel((name, { args }, fake) => {
    if (name === "socket") return 0;
    const offsets = args.map((arg) => arg - fake.user.address);
    return act(fake.user.view, offsets);
  });
  return runFake(`0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n+0 ${text}\n`, kernel).report;
}

describe("recvmmsg and sendmmsg", () => {
  const { size, fields } = constants.struct("mmsghdr");
  const length = fields.get("msg_len")?.offset ?? 0;
  const two =
    "[{msg_hdr={msg_iov(1)=[{..., 10}]}, msg_len=10}, {msg_hdr={msg_iov(1)=[{..., 20}]}, msg_len=20}]";
  const lengths = (first: number, second: number) => (memory: DataView, args: readonly number[]) => {
    memory.setUint32((args[1] ?? 0) + length, first, true);
    memory.setUint32((args[1] ?? 0) + size + length, second, true);
    return 2;
  };

  it.each(["sendmmsg(3, LIST, 2, 0) = 2", "recvmmsg(3, LIST, 2, 0, NULL) = 2"])(
    "%s compares each length",
    (text) => {
      const call = text.replace("LIST", two);
      expect(report(call, lengths(10, 20))).toBe("");
      expect(report(call, lengths(10, 19))).toContain("msg_len: expected 20 but got 19");
    },
  );

  it("looks only at messages that there were", () => {
    const one = (memory: DataView, args: readonly number[]) => {
      lengths(10, 7)(memory, args);
      return 1;
    };
    expect(report(`recvmmsg(3, ${two}, 2, 0, NULL) = 1`, one)).toBe("");
  });

  it("wants the number of elements that the list has", () => {
    expect(report(`sendmmsg(3, ${two}, 3, 0) = 2`, () => 2)).toContain("the list has 2 elements, not 3");
  });
});

describe("select", () => {
  /** The kernel's number of the socket, 100, is in the set that it gets; it takes it out. */
  const clears = (memory: DataView, args: readonly number[]) => {
    const at = (args[1] ?? 0) + (100 >> 3);
    expect(memory.getUint8(at)).toBe(1 << (100 & 7));
    memory.setUint8(at, 0);
    return 0;
  };

  it("says which descriptors are left", () => {
    expect(report("select(..., {fds=[3], ready=[]}, NULL, NULL, NULL) = 0", clears)).toBe("");
    expect(report("select(..., {fds=[3], ready=[3]}, NULL, NULL, NULL) = 0", clears)).toContain(
      "ready: expected [3] but got []",
    );
    expect(report("select(..., {fds=[3], ready=...}, NULL, NULL, NULL) = 0", clears)).toBe("");
  });

  it("refuses sets of what is not open, and signal masks", () => {
    expect(report("select(9, [7], NULL, NULL, NULL) = 0", () => 0)).toContain("no open file descriptor 7");
    expect(report("pselect(9, [3], NULL, NULL, NULL, 5) = 0", () => 0)).toContain("sigmask can be NULL only");
    expect(report("select(9, [3], NULL, NULL, {tv_sec=1, tv_nsec=0}) = 0", () => 0)).toContain(
      "struct timeval has no tv_nsec",
    );
  });
});

describe("capabilities", () => {
  it("begin with all, and change one by one once the kernel agrees", () => {
    const capabilities = new Capabilities(constants);
    const bit = 1n << BigInt(constants.require("CAP_NET_ADMIN"));
    const [all] = capabilities.changed(0, constants.require("CAP_NET_ADMIN"), 1);
    expect(all).toBe((1n << BigInt(constants.require("CAP_LAST_CAP") + 1)) - 1n);
    const changed = capabilities.changed(0, constants.require("CAP_NET_ADMIN"), 0);
    expect(changed).toEqual([all & ~bit, all, 0n]);
    expect(capabilities.changed(2, constants.require("CAP_NET_ADMIN"), 1)).toEqual([all, all, bit]);
    capabilities.set(changed);
    expect(capabilities.changed(1, constants.require("CAP_NET_ADMIN"), 0)).toEqual([
      all & ~bit,
      all & ~bit,
      0n,
    ]);
  });
});
