// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { load } from "../../../src/dsl/index.js";

/** What the checks say of a packet. */
function findings(packet: string): string[] {
  const { diagnostics } = load(`0 f() = 0\n+0 ${packet}\n`, "test.pkt");
  return diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

const COOKIE = "STATE_COOKIE[len=..., val=...]";

describe("right", () => {
  test.each([
    "< sctp(bad_crc32c, tag=4294967295): DATA[flgs=0xff, len=65535, tsn=4294967295, sid=65535, ssn=65535, ppid=0]",
    "> sctp(zero_checksum): DATA[flgs=BE, len=16, tsn=1, sid=0, ssn=0, ppid=0]",
    "< sctp: [0x00, 0xff]",
    `< sctp: INIT_ACK[flgs=..., tag=2, a_rwnd=1500, os=1, is=1, tsn=1, ${COOKIE}, PAD[len=8, val=...]]`,
    "< sctp: COOKIE_ECHO[flgs=0, len=..., val=...]",
    "< sctp: HEARTBEAT_ACK[flgs=0, HEARTBEAT_INFORMATION[...]]",
    "< sctp: CHUNK[type=0xff, flgs=0, len=20, val=[1]]",
    "< sctp: RECONFIG[flgs=0, RECONFIG_REQUEST_GENERIC[type=0x99, len=9, req_sn=1, val=[1]]]",
    "< sctp: ERROR[flgs=0, CAUSE[code=0x1, len=8, info=[0, 1, 0, 0]]]",
    "< sctp: INIT[flgs=0, tag=1, a_rwnd=1500, os=1, is=1, tsn=1, HEARTBEAT_INFORMATION[len=4, val=[]]]",
    "> sctp: ABORT[flgs=0, UNRECOGNIZED_PARAMETERS[params=[STATE_COOKIE[...]]]]",
    "> sctp: INIT_ACK[flgs=0, tag=2, a_rwnd=..., os=..., is=..., tsn=1, UNRECOGNIZED_PARAMETER[params=[PAD[...]]]]",
    "> udplite (100, 0)",
    "> udplite (100, 108)",
    "< udplite (100, 7)",
    "> R. 1:9(8) ack 1 [code 65535, pen 4294967295]",
    "> . 1:1(0) ack 1 <exp-tarr 127,nop,nop,nop,exp-AccECN0>",
    "> . ...(10) ack 1 <nop,nop,TS val ... ecr 0!>",
  ])("%s", (packet) => {
    expect(findings(packet)).toEqual([]);
  });
});

describe("wrong", () => {
  test.each([
    [
      "< sctp: ECNE[flgs=256, tsn=4294967296]",
      ["flgs is 256, and 255", "tsn is 4294967296, and 4294967295"],
      "field-range",
    ],
    [
      "< sctp(tag=4294967296): [256]",
      ["tag is 4294967296, and 4294967295", "byte is 256, and 255"],
      "field-range",
    ],
    [
      "< sctp: SACK[flgs=0, cum_tsn=1, a_rwnd=1, gaps=[65536:1], dups=[4294967296]]",
      ["dups is 4294967296, and 4294967295", "gaps is 65536, and 65535"],
      "field-range",
    ],
    ["< sctp: FORWARD_TSN[cum_tsn=1, ids=[{65536,1}]]", ["sid is 65536, and 65535"], "field-range"],
    [
      "< sctp: ABORT[flgs=0, UNRECOGNIZED_CHUNK_TYPE[chk=SHUTDOWN[flgs=256, cum_tsn=1]]]",
      ["flgs is 256, and 255"],
      "field-range",
    ],
    ["> [dscp 64] . 1:1(0)", ["dscp is 64, and 63"], "field-range"],
    ["> udplite (1, 65536)", ["coverage is 65536, and 65535"], "field-range"],
    ["< icmp unreachable [sctp(4294967296)]", ["tag is 4294967296, and 4294967295"], "field-range"],
    ["> . 1:1(0) <exp-tarr 128,nop,nop,nop>", ["exp-tarr is 128, and 127"], "field-range"],
  ])("%s", (packet, messages, code) => {
    const expected = messages.map((message) => `error check/${code}: ${message} is the most there can be`);
    expect(findings(packet).filter((finding) => finding.startsWith("error"))).toEqual(expected);
  });

  test.each([
    [
      "< sctp: DATA[flgs=BE, len=15, tsn=1, sid=0, ssn=0, ppid=0]",
      "len of DATA is 15, and what is written has 16 bytes",
    ],
    [
      "> sctp: I_DATA[flgs=BE, len=19, tsn=1, sid=0, mid=0, ppid=0]",
      "len of I_DATA is 19, and what is written has 20 bytes",
    ],
    [
      "< sctp: COOKIE_ECHO[flgs=0, len=6, val=[1]]",
      "len of COOKIE_ECHO is 6, and what is written has only 5 bytes",
    ],
    ["< sctp: CHUNK[type=9, flgs=0, len=4, val=[1]]", "len of CHUNK is 4, and what is written has 5 bytes"],
    [
      "> sctp: CHUNK[type=9, flgs=0, len=6, val=[1]]",
      "len of CHUNK is 6, and what is written has only 5 bytes",
    ],
    [
      "< sctp: ERROR[flgs=0, CAUSE[code=1, len=3, info=[]]]",
      "len of CAUSE is 3, and what is written has 4 bytes",
    ],
  ])("%s", (packet, message) => {
    expect(findings(packet)).toEqual([`error check/sctp-length: ${message}`]);
  });

  test.each([
    ["< sctp: DATA[flgs=..., len=16, tsn=1, sid=0, ssn=0, ppid=0]", "flgs of DATA"],
    ["< sctp: SHUTDOWN[flgs=0, cum_tsn=...]", "cum_tsn of SHUTDOWN"],
    ["< sctp: INIT[flgs=0, tag=1, a_rwnd=1500, os=1, is=1, tsn=1, ...]", "the list of parameters of INIT"],
    ["< sctp: ABORT[flgs=0, ...]", "the list of causes of ABORT"],
    ["< sctp: PAD[flgs=0, len=..., val=...]", "len of PAD"],
    ["< . ...(10) ack 1 win 5", "the sequence number"],
    ["< . 1:1(0) ack 1 win 5 <nop,nop,TS val ... ecr 0>", "TS val"],
  ])("%s", (packet, field) => {
    expect(findings(packet)).toEqual([
      `error check/open-field: ${field} is open, and only expected packets leave something open`,
    ]);
  });

  test.each([
    [
      "> sctp(bad_crc32c): COOKIE_ACK[flgs=0]",
      "error check/bad-checksum: bad_crc32c is for injected packets only",
    ],
    [
      "> sctp: ASCONF[flgs=0, serial=1, IPV4_ADDRESS[addr=192.0.2]]",
      "error check/address: 192.0.2 is not an IPv4 address",
    ],
    [
      "> sctp: ASCONF[flgs=0, serial=1, IPV6_ADDRESS[addr=192.0.2.1]]",
      "error check/address: 192.0.2.1 is not an IPv6 address",
    ],
    ["> sctp: [1]", "error check/sctp-bytes: bytes in the place of a chunk are for injected packets only"],
    [
      `> sctp: INIT[flgs=0, tag=1, a_rwnd=..., os=..., is=..., tsn=1, ${COOKIE}]`,
      "warning check/sctp-parameter: no INIT has a STATE_COOKIE, which is for INIT_ACK",
    ],
    [
      "> sctp: HEARTBEAT[flgs=0, PAD[...]]",
      "warning check/sctp-parameter: no HEARTBEAT has a PAD, which is for INIT",
    ],
    [
      "> sctp/udp(1 > 2 bad_checksum): COOKIE_ACK[flgs=0]",
      "error check/bad-checksum: bad_checksum is for injected packets only",
    ],
    [
      "> . 1:1(0) ack 1 /udp(1 > 2)",
      "error check/tcp-in-udp: the kernel sends no TCP in UDP: it only takes what comes",
    ],
    ["> udp bad_checksum (1)", "error check/bad-checksum: bad_checksum is for injected packets only"],
    ["> udplite bad_checksum (1, 0)", "error check/bad-checksum: bad_checksum is for injected packets only"],
    [
      "> udplite (100, 109)",
      "warning check/udplite-coverage: a coverage of 109 bytes: it is 0, or 8 to 108 for 100 bytes of payload",
    ],
    [
      "> . 1:9(8) [code 1, pen 0]",
      "error check/reset-reason: a reason for a reset in a segment without the flag R",
    ],
    [
      "> R 1:8(7) [code 1, pen 0]",
      "error check/reset-reason: the reason for a reset is a payload of 8 bytes",
    ],
  ])("%s", (packet, finding) => {
    expect(findings(packet)).toEqual([finding]);
  });
});
