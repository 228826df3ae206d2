// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { readField, writeFields } from "../../../src/runner/struct.js";
import { testConstants } from "../helpers/constants.js";
import type { FakeKernel, MadeCall } from "../helpers/fake-kernel.js";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const constants = testConstants();

/** Runs a call on a socket with the script's number 3 (the kernel's 100); `act` is what the kernel does. */
function call(text: string, act: (memory: DataView, call: MadeCall, kernel: FakeKernel) => number) {
  const made: { name: string; args: readonly number[] }[] = [];
  const kernel = fakeKernel((name, info, fake) => {
    if (name === "socket") return 0;
    made.push({ name, args: info.args });
    return act(fake.user.view, info, fake);
  });
  const run = runFake(`0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 ${text}\n`, kernel);
  return { ...run, made, memory: kernel.user.view, at: (address: number) => address - kernel.user.address };
}

const passes = (text: string, act: Parameters<typeof call>[1] = () => 0) => {
  const run = call(text, act);
  expect(run.report).toBe("");
  return run;
};

const at = (kernel: FakeKernel, address: number | undefined): number => Number(address) - kernel.user.address;

describe("calls that send", () => {
  it("send zeros, or the bytes of a string", () => {
    const { made, memory, at } = passes('write(3, "abc", 3) = 3', () => 3);
    const [{ args: [fd = 0, address = 0, count = 0] = [] } = { args: [] }] = made;
    expect([fd, count]).toEqual([100, 3]);
    expect([0, 1, 2].map((index) => memory.getUint8(at(address) + index))).toEqual([97, 98, 99]);
    expect(call('write(3, "abc", 4) = 4', () => 4).report).toContain("the string has 3 bytes, not 4");
  });

  it("are made of the calls that asm-generic/unistd.h has", () => {
    expect(passes("send(3, ..., 10, MSG_EOR) = 10", () => 10).made[0]).toMatchObject({
      name: "sendto",
      args: [100, expect.any(Number), 10, constants.get("MSG_EOR"), 0, 0],
    });
    expect(passes("recv(3, ..., 10, 0) = 0").made[0]?.name).toBe("recvfrom");
    expect(passes("epoll_create(1) = 5", () => 200).made[0]).toEqual({ name: "epoll_create1", args: [0] });
  });

  it("gather from several buffers, each apart from the others", () => {
    const { made, memory, at } = passes("writev(3, [{..., 100}, {..., 200}], 2) = 300", () => 300);
    const layout = constants.struct("iovec");
    const array = at(made[0]?.args[1] ?? 0);
    const bases = [0, 1].map((index) => readField(memory, array + index * layout.size, layout, "iov_base"));
    expect((bases[1] ?? 0) - (bases[0] ?? 0)).toBeGreaterThan(100);
    expect(readField(memory, array + layout.size, layout, "iov_len")).toBe(200);
  });

  it("keep what MSG_ZEROCOPY sends from, and use other memory again", () => {
    const kernel = fakeKernel((name) => (name === "sendto" ? 10 : 0));
    const script = (flags: string) =>
      `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n${`+0 send(3, ..., 10, ${flags}) = 10\n`.repeat(3)}`;
    const addresses = () =>
      new Set(
        kernel.calls
          .splice(0)
          .slice(-3)
          .map(({ args }) => args[1]),
      );
    expect(runFake(script("0"), kernel).verdict).toBe("pass");
    expect(addresses().size).toBe(1);
    expect(runFake(script("MSG_ZEROCOPY"), kernel).verdict).toBe("pass");
    expect(addresses().size).toBe(3);
  });
});

describe("calls that receive", () => {
  it("compare the data with a string, if the script has one", () => {
    const receive = (memory: DataView, { args }: MadeCall, kernel: FakeKernel) => {
      memory.setUint8(at(kernel, args[1]), 0x41);
      return 1;
    };
    passes("read(3, ..., 10) = 1", receive);
    passes('read(3, "A", 10) = 1', receive);
    expect(call('read(3, "B", 10) = 1', receive).report).toContain(
      'read(): expected the data "B" but got "A"',
    );
  });

  it("compare flags and control messages of recvmsg(), and name each difference", () => {
    const layout = constants.struct("user_msghdr");
    const header = constants.struct("cmsghdr");
    const receive = (memory: DataView, { args }: MadeCall, kernel: FakeKernel) => {
      const message = at(kernel, args[1]);
      const control = readField(memory, message, layout, "msg_control") - kernel.user.address;
      const room = readField(memory, message, layout, "msg_controllen");
      writeFields(memory, control, header, { cmsg_len: 20, cmsg_level: 6, cmsg_type: 36 });
      memory.setInt32(control + 16, 9000, true);
      writeFields(memory, message, layout, { msg_flags: 0x20, msg_controllen: room });
      return 1000;
    };
    const recvmsg = (flags: string, data: number) =>
      `recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 1000}], msg_flags=${flags},
        msg_control=[{cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=${data}}]}, 0) = 1000`;
    passes(recvmsg("MSG_TRUNC", 9000), receive);
    const { report, log } = call(recvmsg("0", 8000), receive);
    expect(report).toContain("recvmsg(): msg_flags: expected 0 but got MSG_TRUNC");
    expect(report).toContain("cmsg_data: expected 8000 but got 9000");
    expect(log.at(-1)).toContain(
      "msg_flags=MSG_TRUNC, msg_control=[{cmsg_level=6, cmsg_type=36, cmsg_data=9000}]",
    );
  });

  it.each([
    ["SCM_TIMESTAMPING", "0.001", "whose number is that of an option with a structure"],
    ["SCM_TIMESTAMP", "1.000", "which are in microseconds"],
  ])("compare the times of %s", (type, got) => {
    const layout = constants.struct("user_msghdr");
    const receive = (memory: DataView, { nr, args }: MadeCall, kernel: FakeKernel) => {
      if (nr !== constants.syscall("recvmsg")) return 0;
      const message = at(kernel, args[1]);
      const control = readField(memory, message, layout, "msg_control") - kernel.user.address;
      const [cmsg_level, cmsg_type] = [constants.require("SOL_SOCKET"), constants.require(type)];
      writeFields(memory, control, constants.struct("cmsghdr"), { cmsg_len: 64, cmsg_level, cmsg_type });
      memory.setBigInt64(control + 24, 1_000_000n, true);
      writeFields(memory, message, layout, { msg_controllen: 64 });
      return 0;
    };
    const { report } = call(
      `recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 0}], msg_flags=0,
        msg_control=[{cmsg_level=SOL_SOCKET, cmsg_type=${type},
        cmsg_data={scm_sec=0,scm_nsec=10000000}}]}, 0) = 0`,
      receive,
    );
    expect(report).toContain(`time stamp: expected 0.010000 sec but got ${got}`);
  });

  it("compare an extended error field by field", () => {
    const layout = constants.struct("user_msghdr");
    const receive = (memory: DataView, { args }: MadeCall, kernel: FakeKernel) => {
      const message = at(kernel, args[1]);
      const control = readField(memory, message, layout, "msg_control") - kernel.user.address;
      writeFields(memory, control, constants.struct("cmsghdr"), {
        cmsg_len: 48,
        cmsg_level: 0,
        cmsg_type: 11,
      });
      writeFields(memory, control + 16, constants.struct("sock_extended_err"), {
        ee_origin: 5,
        ee_code: 1,
        ee_data: 7,
      });
      writeFields(memory, message, layout, {
        msg_flags: constants.require("MSG_ERRQUEUE"),
        msg_controllen: 48,
      });
      return 0;
    };
    const recvmsg = (info: number, data: number) =>
      `recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 0}], msg_flags=MSG_ERRQUEUE,
        msg_control=[{cmsg_level=CMSG_LEVEL_IP, cmsg_type=CMSG_TYPE_RECVERR, cmsg_data={ee_errno=0,
        ee_origin=SO_EE_ORIGIN_ZEROCOPY, ee_type=0, ee_code=SO_EE_CODE_ZEROCOPY_COPIED,
        ee_info=${info}, ee_data=${data}}}]}, MSG_ERRQUEUE) = 0`;
    passes(recvmsg(0, 7), receive);
    const { report } = call(recvmsg(1, 8), receive);
    expect(report).toContain("ee_info: expected 1 but got 0");
    expect(report).toContain("ee_data: expected 8 but got 7");
  });
});

describe("socket options", () => {
  it("are int in brackets, strings, or structures", () => {
    passes("setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0", (memory, { args }, kernel) =>
      memory.getInt32(at(kernel, args[3]), true) === 1 ? 0 : -22,
    );
    passes("setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=9}, 8) = 0", (memory, { args }, kernel) =>
      memory.getInt32(at(kernel, args[3]) + 4, true) === 9 ? 0 : -22,
    );
    expect(passes('setsockopt(3, SOL_TCP, TCP_CONGESTION, "reno", 4) = 0').made[0]?.args.slice(0, 3)).toEqual(
      [100, 6, 13],
    );
  });

  it("are compared as they are written", () => {
    const answer = (memory: DataView, { args }: MadeCall, kernel: FakeKernel) => {
      memory.setInt32(at(kernel, args[3]), 1460, true);
      return 0;
    };
    passes("getsockopt(3, SOL_TCP, TCP_MAXSEG, [1460], [4]) = 0", answer);
    const { report, log } = call("getsockopt(3, SOL_TCP, TCP_MAXSEG, [1400], [4]) = 0", answer);
    expect(report).toContain("getsockopt(): option value: expected [1400] but got [1460]");
    expect(log.at(-1)).toContain("getsockopt(3, SOL_TCP, TCP_MAXSEG, [1460], [4]) = 0");
    expect(
      call("getsockopt(3, SOL_TCP, TCP_MAXSEG, ..., [8]) = 0", (memory, { args }, kernel) => {
        memory.setInt32(at(kernel, args[4]), 4, true);
        return 0;
      }).report,
    ).toContain("optlen: expected 8 but got 4");
  });
});

describe("calls about descriptors", () => {
  it("poll() compares revents, which are flags", () => {
    const answer = (memory: DataView, { args }: MadeCall, kernel: FakeKernel) => {
      expect(memory.getInt32(at(kernel, args[0]), true)).toBe(100);
      memory.setInt16(at(kernel, args[0]) + 6, 5, true);
      return 1;
    };
    passes("poll([{fd=3, events=POLLIN|POLLOUT, revents=POLLIN|POLLOUT}], 1, 0) = 1", answer);
    expect(call("poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, 0) = 1", answer).report).toContain(
      "poll(): revents: expected POLLIN but got POLLIN|POLLOUT",
    );
  });

  it("epoll_wait() gives descriptors back under the script's numbers", () => {
    const script = (events: string) => `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 epoll_create(1) = 7
+0 epoll_ctl(7, EPOLL_CTL_ADD, 3, {events=EPOLLIN, fd=3}) = 0
+0 epoll_wait(7, {events=${events}, fd=3}, 1, 0) = 1
`;
    const kernel = () =>
      fakeKernel((name, { args }, fake) => {
        if (name === "epoll_create1") return 200;
        if (name === "epoll_ctl") expect(args.slice(0, 3)).toEqual([200, 1, 100]);
        if (name !== "epoll_pwait") return 0;
        fake.user.view.setUint32(at(fake, args[1]), 1, true);
        fake.user.view.setUint32(at(fake, args[1]) + 4, 100, true);
        return 1;
      });
    expect(runFake(script("EPOLLIN"), kernel()).report).toBe("");
    const { log, report } = runFake(script("EPOLLOUT"), kernel());
    expect(report).toContain("events: expected EPOLLOUT but got EPOLLIN");
    expect(log.at(-1)).toContain("epoll_wait(7, {events=EPOLLIN, fd=3}, 1, 0) = 1");
  });

  it("pipe() opens two, close() frees a number, and what is not open cannot be used", () => {
    const script = `0 pipe([3, 4]) = 0
+0 close(4) = 0
+0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 4
+0 write(5, ..., 1) = 1
`;
    const kernel = fakeKernel((name, { args }, fake) => {
      if (name !== "pipe2") return 0;
      fake.user.view.setInt32(at(fake, args[0]), 50, true);
      fake.user.view.setInt32(at(fake, args[0]) + 4, 51, true);
      return 0;
    });
    const run = runFake(script, kernel);
    expect(kernel.calls.at(-2)?.args).toEqual([51]);
    expect(run.verdict).toBe("error");
    expect(run.report).toContain("the script has no open file descriptor 5");
    expect(run.report).toContain("open are 3, 4");
  });

  it("ioctl() compares the int that it points at", () => {
    const answer = (memory: DataView, { args }: MadeCall, kernel: FakeKernel) => {
      memory.setInt32(at(kernel, args[2]), 500, true);
      return 0;
    };
    passes("ioctl(3, SIOCINQ, [500]) = 0", answer);
    expect(call("ioctl(3, SIOCINQ, [400]) = 0", answer).report).toContain(
      "ioctl(): expected [400] but got [500]",
    );
  });
});

describe("arguments that do not fit", () => {
  it.each([
    ["bind(3, ...) = 0", "bind() takes 3 arguments, not 2"],
    ["fcntl(3) = 0", "fcntl() takes 2 to 3 arguments, not 1"],
    ["listne(3, 1) = 0", "the system call listne() is not known"],
    ["read(3, 5, 10) = 0", "expected ..., NULL, a string or pattern() for the buffer, not a number"],
    ["read(3, ..., -1) = 0", "count is negative"],
    ["poll(..., 1, 0) = 0", "expected a list of {fd=, events=, revents=}, not ..."],
    ["writev(3, [{..., 1}], 2) = 0", "the list has 1 elements, not 2"],
    ["sendmsg(3, {msg_iov(2)=[{..., 1}]}, 0) = 0", "msg_iov(2) has 1 elements"],
  ])("%s", (text, message) => {
    const run = call(text, () => 0);
    expect(run.verdict).toBe("error");
    expect(run.report).toContain(message);
  });
});
