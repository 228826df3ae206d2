// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { readField, writeField } from "../../../src/runner/struct.js";
import { testConstants } from "../helpers/constants.js";
import type { FakeKernel, MadeCall } from "../helpers/fake-kernel.js";
import { fakeKernel, runFake } from "../helpers/run-fake.js";

const constants = testConstants();
const SERVER = '{sa_family=AF_INET, sin_port=htons(5000), sin_addr=inet_addr("10.0.0.1")}';
const SECOND = '{sa_family=AF_INET, sin_port=htons(5000), sin_addr=inet_addr("10.0.0.2")}';

interface Seen {
  readonly name: string;
  readonly args: readonly number[];
}

/** Runs calls on an SCTP socket with the script's number 3 (the kernel's 100). */
function run(text: string, act: (call: MadeCall, kernel: FakeKernel, seen: Seen) => number = () => 0) {
  const made: Seen[] = [];
  const kernel = fakeKernel((name, info, fake) => {
    if (name === "socket") return 0;
    const seen = { name, args: info.args };
    made.push(seen);
    return act(info, fake, seen);
  });
  const lines = text.split("\n").map((line) => `+0 ${line}\n`);
  const { report } = runFake(`0 socket(..., SOCK_SEQPACKET, IPPROTO_SCTP) = 3\n${lines.join("")}`, kernel);
  const bytes = (address = 0, length = 0): readonly number[] => {
    const start = address - kernel.user.address;
    return [...kernel.user.bytes.subarray(start, start + length)];
  };
  return { report, made, bytes, kernel };
}

const passes = (...args: Parameters<typeof run>) => {
  const result = run(...args);
  expect(result.report).toBe("");
  return result;
};

/** What sendmsg() was given. */
function sent({ made, kernel }: ReturnType<typeof run>) {
  const layout = constants.struct("user_msghdr");
  const header = constants.struct("cmsghdr");
  const { view, address } = kernel.user;
  const at = (made[0]?.args[1] ?? 0) - address;
  const field = (name: string): number => readField(view, at, layout, name);
  const control: { type: number; data: readonly number[] }[] = [];
  const start = field("msg_control") - address;
  for (let place = start; place < start + field("msg_controllen"); ) {
    const length = readField(view, place, header, "cmsg_len");
    const data = [...kernel.user.bytes.subarray(place + 16, place + length)];
    control.push({ type: readField(view, place, header, "cmsg_type"), data });
    place += (length + 7) & ~7;
  }
  const name = field("msg_name") - address;
  const length = field("msg_namelen");
  return { control, name: length === 0 ? [] : [...kernel.user.bytes.subarray(name, name + length)] };
}

describe("sctp_bindx", () => {
  it("packs the addresses into an option", () => {
    const { made, bytes } = passes(`sctp_bindx(3, [${SERVER}, ${SECOND}], 2, SCTP_BINDX_ADD_ADDR) = 0`);
    const [fd, level, option, address, length] = made[0]?.args ?? [];
    expect([made[0]?.name, fd, level, option, length]).toEqual([
      "setsockopt",
      100,
      constants.require("SOL_SCTP"),
      constants.require("SCTP_SOCKOPT_BINDX_ADD"),
      32,
    ]);
    expect(bytes(address, 8)).toEqual([2, 0, 0x13, 0x88, 10, 0, 0, 1]);
    expect(bytes((address ?? 0) + 16, 8)).toEqual([2, 0, 0x13, 0x88, 10, 0, 0, 2]);
  });

  it("answers itself where the library does", () => {
    expect(passes("sctp_bindx(3, [...], 1, 3) = -1 EINVAL").made).toEqual([]);
    expect(run(`sctp_bindx(3, [${SERVER}], 2, SCTP_BINDX_REM_ADDR) = 0`).report).toContain(
      "the list has 1 addresses, not 2",
    );
  });
});

describe("sctp_connectx and sctp_peeloff", () => {
  const connects =
    (id: number, ret = 0) =>
    (call: MadeCall, { user }: FakeKernel) => {
      const at = (call.args[3] ?? 0) - user.address;
      writeField(user.view, at, constants.struct("sctp_getaddrs_old"), "assoc_id", id);
      return ret;
    };

  it("learns what the script calls the association", () => {
    const { made } = passes(
      `sctp_connectx(3, [${SERVER}], 1, [7]) = 0\nsetsockopt(3, SOL_SCTP, SCTP_RESET_ASSOC, [7], 4) = 0`,
      (call, kernel, { name }) => (name === "getsockopt" ? connects(3)(call, kernel) : 0),
    );
    expect(made.map(({ name }) => name)).toEqual(["getsockopt", "setsockopt"]);
  });

  it("compares it, where the association is not up yet, too", () => {
    const inProgress = -constants.require("EINPROGRESS");
    const twice =
      "sctp_connectx(3, [...], 1, [7]) = -1 EINPROGRESS\nsctp_connectx(3, [...], 1, [7]) = -1 EINPROGRESS";
    passes(twice, connects(3, inProgress));
    let id = 3;
    const { report } = run(twice, (call, kernel) => connects(id++, inProgress)(call, kernel));
    expect(report).toContain("association: expected 7 but got 4");
  });

  it("opens the descriptor that the kernel wrote", () => {
    passes("sctp_peeloff(3, 9) = 4\nclose(4) = 0", (call, { user }, { name }) => {
      if (name === "close") return call.args[0] === 222 ? 0 : -9;
      const layout = constants.struct("sctp_peeloff_arg_t");
      const at = (call.args[3] ?? 0) - user.address;
      expect(readField(user.view, at, layout, "associd")).toBe(9);
      writeField(user.view, at, layout, "sd", 222);
      return 0;
    });
  });
});

describe("calls that send", () => {
  it("sctp_sendmsg has its arguments in SCTP_SNDRCV", () => {
    const result = passes(
      `sctp_sendmsg(3, ..., 10, ${SERVER}, 16, htonl(7), SCTP_UNORDERED, 2, 50, 99) = 10`,
      () => 10,
    );
    const { control, name } = sent(result);
    expect(name.slice(0, 8)).toEqual([2, 0, 0x13, 0x88, 10, 0, 0, 1]);
    expect(control.map(({ type }) => type)).toEqual([constants.require("SCTP_SNDRCV")]);
    const info = new DataView(Uint8Array.from(control[0]?.data ?? []).buffer);
    const layout = constants.struct("sctp_sndrcvinfo");
    const field = (member: string) => readField(info, 0, layout, member);
    expect([
      field("sinfo_stream"),
      field("sinfo_flags"),
      field("sinfo_timetolive"),
      field("sinfo_context"),
    ]).toEqual([2, constants.require("SCTP_UNORDERED"), 50, 99]);
    expect(control[0]?.data.slice(8, 12)).toEqual([0, 0, 0, 7]);
  });

  it("sctp_send and sctp_sendx take the structure; more addresses are control messages", () => {
    expect(sent(passes("sctp_send(3, ..., 5, {sinfo_stream=4}, 0) = 5", () => 5))).toMatchObject({
      name: [],
    });
    const { control, name } = sent(
      passes(`sctp_sendx(3, ..., 5, [${SERVER}, ${SECOND}], 2, {sinfo_stream=4}, 0) = 5`, () => 5),
    );
    expect(name.slice(4, 8)).toEqual([10, 0, 0, 1]);
    expect(control.map(({ type }) => type)).toEqual([
      constants.require("SCTP_SNDRCV"),
      constants.require("SCTP_DSTADDRV4"),
    ]);
    expect(control[1]?.data).toEqual([10, 0, 0, 2]);
  });

  it("sctp_sendv has what its flags say is valid", () => {
    const parts = "sendv_sndinfo={snd_sid=1}, sendv_prinfo={pr_value=9}, sendv_authinfo={auth_keynumber=4}";
    const flags = "SCTP_SEND_SNDINFO_VALID|SCTP_SEND_AUTHINFO_VALID";
    const info = `{sendv_flags=${flags}, ${parts}}`;
    const { control } = sent(
      passes(`sctp_sendv(3, [{..., 5}], 1, NULL, 0, ${info}, 32, SCTP_SENDV_SPA, 0) = 5`, () => 5),
    );
    expect(control.map(({ type }) => type)).toEqual([
      constants.require("SCTP_SNDINFO"),
      constants.require("SCTP_AUTHINFO"),
    ]);
  });

  it.each([
    ["{snd_sid=1}, 15, SCTP_SENDV_SNDINFO", "too short"],
    ["{snd_sid=1}, 16, SCTP_SENDV_PRINFO", "another structure"],
    ["NULL, 0, SCTP_SENDV_SPA", "none"],
    ["{snd_sid=1}, 16, 17", "no such type"],
  ])("sctp_sendv refuses %s: %s", (info) => {
    expect(passes(`sctp_sendv(3, [{..., 5}], 1, NULL, 0, ${info}, 0) = -1 EINVAL`).made).toEqual([]);
  });
});

describe("calls that receive", () => {
  /** recvmsg() that returns 10 bytes, these flags, and one control message. */
  const receives =
    (flags: string, type?: string, data: Uint8Array = new Uint8Array()) =>
    (call: MadeCall, { user }: FakeKernel) => {
      const layout = constants.struct("user_msghdr");
      const header = constants.struct("cmsghdr");
      const at = (call.args[1] ?? 0) - user.address;
      const control = readField(user.view, at, layout, "msg_control") - user.address;
      writeField(user.view, at, layout, "msg_flags", constants.require(flags));
      writeField(
        user.view,
        at,
        layout,
        "msg_controllen",
        type === undefined ? 0 : (16 + data.length + 7) & ~7,
      );
      if (type === undefined) return 10;
      writeField(user.view, control, header, "cmsg_len", 16 + data.length);
      writeField(user.view, control, header, "cmsg_level", constants.require("SOL_SCTP"));
      writeField(user.view, control, header, "cmsg_type", constants.require(type));
      user.bytes.set(data, control + 16);
      return 10;
    };
  const info = (struct: string, member: string, value: number): Uint8Array => {
    const bytes = new Uint8Array(constants.struct(struct).size);
    writeField(new DataView(bytes.buffer), 0, constants.struct(struct), member, value);
    return bytes;
  };

  it("sctp_recvmsg compares what came with the message, and its flags", () => {
    const act = receives("MSG_EOR", "SCTP_SNDRCV", info("sctp_sndrcvinfo", "sinfo_stream", 5));
    passes("sctp_recvmsg(3, ..., 100, ..., ..., {sinfo_stream=5}, MSG_EOR) = 10", act);
    expect(run("sctp_recvmsg(3, ..., 100, ..., ..., {sinfo_stream=4}, MSG_EOR) = 10", act).report).toContain(
      "sinfo_stream: expected 4 but got 5",
    );
    const other = run("sctp_recvmsg(3, ..., 100, ..., ..., ..., MSG_EOR) = 10", receives("MSG_NOTIFICATION"));
    expect(other.report).toContain("msg_flags: expected MSG_EOR but got MSG_NOTIFICATION");
  });

  it("sctp_recvv tells which structures came", () => {
    const act = receives("MSG_EOR", "SCTP_RCVINFO", info("sctp_rcvinfo", "rcv_sid", 5));
    const text = (what: string, type: string) =>
      `sctp_recvv(3, [{..., 100}], 1, ..., 16, ${what}, ..., [${type}], [MSG_EOR]) = 10`;
    passes(text("{rcv_sid=5}", "SCTP_RECVV_RCVINFO"), act);
    passes(text("NULL", "SCTP_RECVV_NOINFO"), act);
    expect(run(text("{rcv_sid=6}", "SCTP_RECVV_RCVINFO"), act).report).toContain(
      "rcv_sid: expected 6 but got 5",
    );
    expect(run(text("{nxt_sid=5}", "SCTP_RECVV_NXTINFO"), act).report).toContain(
      "infotype: expected SCTP_RECVV_NXTINFO but got SCTP_RECVV_NOINFO",
    );
  });

  it("sctp_getpaddrs compares the addresses in their order", () => {
    const act = (call: MadeCall, { user }: FakeKernel) => {
      const at = (call.args[3] ?? 0) - user.address;
      writeField(user.view, at, constants.struct("sctp_getaddrs"), "addr_num", 2);
      user.bytes.set([2, 0, 0x13, 0x88, 10, 0, 0, 1], at + 8);
      user.bytes.set([2, 0, 0x13, 0x88, 10, 0, 0, 2], at + 24);
      return 0;
    };
    passes(`sctp_getpaddrs(3, 0, [${SERVER}, ${SECOND}]) = 2\nsctp_freepaddrs([...]) = 0`, act);
    passes(`sctp_getladdrs(3, 0, [..., ${SECOND}]) = 2`, act);
    expect(run(`sctp_getpaddrs(3, 0, [${SECOND}, ${SERVER}]) = 2`, act).report).toContain(
      "addresses: expected 10.0.0.2 port 5000, 10.0.0.1 port 5000 but got 10.0.0.1 port 5000, 10.0.0.2 port 5000",
    );
  });

  it("sctp_opt_info puts the association into the value", () => {
    passes("sctp_opt_info(3, 9, SCTP_DEFAULT_SNDINFO, {snd_sid=0}, ...) = 0", (call, { user }) => {
      const layout = constants.struct("sctp_sndinfo");
      expect(call.args.slice(1, 3)).toEqual([
        constants.require("SOL_SCTP"),
        constants.require("SCTP_DEFAULT_SNDINFO"),
      ]);
      expect(readField(user.view, (call.args[3] ?? 0) - user.address, layout, "snd_assoc_id")).toBe(9);
      return 0;
    });
  });
});
