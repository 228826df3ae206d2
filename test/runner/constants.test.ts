// SPDX-License-Identifier: GPL-2.0
import { constants as host } from "node:os";
import { describe, expect, it } from "vitest";
import { Constants, ConstantsError } from "../../src/runner/constants.js";
import { testConstants } from "./helpers/constants.js";

describe("generated constants", () => {
  const constants = testConstants();

  it("agree with the host on what all of Linux has in common", () => {
    for (const [name, value] of Object.entries(host.errno)) {
      if (name === "ENOTSUP") continue; // libc's name for EOPNOTSUPP
      expect(`${name} ${constants.get(name)}`).toBe(`${name} ${value}`);
    }
  });

  it("have the values that RFCs and the ABI fix", () => {
    const values = Object.fromEntries(
      [
        "AF_INET",
        "AF_INET6",
        "SOCK_STREAM",
        "IPPROTO_TCP",
        "IPPROTO_SCTP",
        "TCP_ESTABLISHED",
        "SHUT_RDWR",
      ].map((name) => [name, constants.get(name)]),
    );
    expect(values).toEqual({
      AF_INET: 2,
      AF_INET6: 10,
      SOCK_STREAM: 1,
      IPPROTO_TCP: 6,
      IPPROTO_SCTP: 132,
      TCP_ESTABLISHED: 1,
      SHUT_RDWR: 2,
    });
    expect(constants.syscall("socket")).toBe(198); // asm-generic/unistd.h
    expect(constants.get("NULL")).toBe(0);
  });

  it("are joined by names of libc's headers, which say the same as the kernel's own", () => {
    for (const [name, same] of [
      ["ICMP_UNREACH", "ICMP_DEST_UNREACH"],
      ["ICMP_UNREACH_NEEDFRAG", "ICMP_FRAG_NEEDED"],
      ["ICMP_TIMXCEED", "ICMP_TIME_EXCEEDED"],
      ["ICMP6_PACKET_TOO_BIG", "ICMPV6_PKT_TOOBIG"],
      ["ICMP6_DST_UNREACH_NOPORT", "ICMPV6_PORT_UNREACH"],
      ["ICMP6_FILTER", "ICMPV6_FILTER"],
    ] as const)
      expect([name, constants.get(name)]).toEqual([name, constants.require(same)]);
  });

  it("know structures with padding, packing and bit fields", () => {
    expect(constants.struct("epoll_event")).toMatchObject({ size: 12 });
    expect(constants.struct("user_msghdr").fields.get("msg_iov")).toEqual({ offset: 16, size: 8 });
    const info = constants.struct("tcp_info").fields;
    expect(info.get("tcpi_snd_wscale")).toEqual({ offset: 6, size: 1, shift: 0, width: 4 });
    expect(info.get("tcpi_rcv_wscale")).toEqual({ offset: 6, size: 1, shift: 4, width: 4 });
    expect(info.get("tcpi_snd_cwnd")).toEqual({ offset: 80, size: 4 });
  });

  it("name errnos by their own names, not by aliases", () => {
    expect(constants.errnoName(11)).toBe("EAGAIN");
    expect(constants.errnoName(4711)).toBe("errno 4711");
  });

  it("write flags as names, and the rest as a number", () => {
    const events = ["POLLIN", "POLLOUT", "POLLERR"];
    expect(constants.flags(5, events)).toBe("POLLIN|POLLOUT");
    expect(constants.flags(0x4001, events)).toBe("POLLIN|0x4000");
    expect(constants.flags(0, events)).toBe("0");
  });

  it("refuse a file that is none", () => {
    expect(() => Constants.load("/nonexistent.json")).toThrow(ConstantsError);
    expect(() => constants.require("NO_SUCH_CONSTANT")).toThrow(/no NO_SUCH_CONSTANT/);
  });
});
