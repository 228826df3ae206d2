// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { load } from "../../../src/dsl/index.js";

/** What the checks say of packets that follow one which names the keys skey and ckey. */
function findings(...packets: string[]): string[] {
  const events = ["> . 1:1(0) <mpcapable v1 flags[flag_h] key[skey, ckey]>", ...packets];
  const { diagnostics } = load(`0 f() = 0\n${events.map((text) => `+0 ${text}\n`).join("")}`, "test.pkt");
  return diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

describe("right", () => {
  test.each([
    "> S 0:0(0) <mp_join_syn backup=1 address_id=255 token=sha256_32(skey) rand=4294967295>",
    "> S. 0:0(0) ack 1 <mp_join_syn_ack sender_hmac=trunc_l64_hmac(ckey skey)>",
    "> S. 0:0(0) ack 1 <mp_join_syn_ack sender_hmac=trunc_l64_hmac(5)>",
    "> S. 0:0(0) ack 1 <mp_join_syn_ack sender_hmac=0x0001020304050607>",
    "> . 1:1(0) ack 1 <mp_join_ack sender_hmac=full_160_hmac(ckey skey)>",
    "> . 1:1(0) ack 1 <dss dack8=18446744073709551615 dsn8=trunc_r64_hmac(skey) ssn=1 dll=0,nop,nop,nop,nop>",
    "> . 1:1(0) ack 1 <dss dack8 dsn4 ssn=1 dll=0 nocs,nop,nop>",
    "> . 1:1(0) ack 1 <dss>",
    "> . 1:1(0) ack 1 <add_address addr[a] hmac=auto>",
    '> . 1:1(0) ack 1 <add_address addr[a=inet6_addr("fd00::1")] port=1 addr_echo,nop,nop>',
    "> . 1:1(0) ack 1 <remove_address address_id=[1]>",
    "> . 1:1(0) ack 1 <mp_prio backup=1,nop>",
    "> . 1:1(0) ack 1 <mp_prio address_id=1>",
    "> . 1:1(0) ack 1 <mp_fail dsn8=1,mp_fastclose ckey,mp_reset 255 flags 15>",
    "> R 1:1(0) <mp_fastclose other=1>",
    "> S 0:0(0) <mpcapable v1 flags[flag_h] nokey>",
    "> . 1:1(0) <mpcapable v1 flags[flag_h] key[skey, ckey] mpcdatalen 65535 cksum=65535>",
    "> addr[a] > 192.0.2.1:65535 . 1:1(0)",
  ])("%s", (packet) => {
    expect(findings(packet)).toEqual([]);
  });
});

describe("wrong", () => {
  test.each([
    [
      "S 0:0(0) <mp_join_syn token=trunc_r64_hmac(skey)>",
      "check/mptcp-hash: a token is sha1_32 or sha256_32, not trunc_r64_hmac",
    ],
    ["S 0:0(0) <mp_join_syn token=sha1_32(skey ckey)>", "check/mptcp-hash: sha1_32 takes one key, and has 2"],
    [
      "S. 0:0(0) <mp_join_syn_ack sender_hmac=0x00>",
      "check/mptcp-hash: the HMAC of a SYN/ACK has 8 bytes, and these are 1",
    ],
    [
      "S. 0:0(0) <mp_join_syn_ack sender_hmac=trunc_l64_hmac(skey)>",
      "check/mptcp-hash: trunc_l64_hmac takes two keys, and has 1",
    ],
    [
      ". 1:1(0) <mp_join_ack sender_hmac=full_160_hmac(1)>",
      "check/mptcp-hash: full_160_hmac takes two keys, and has 1",
    ],
    ["S 0:0(0) <mp_join_syn token=sha256_32(key)>", "check/mptcp-key: no key is called key so far"],
    [". 1:1(0) <mp_fastclose key>", "check/mptcp-key: no key is called key so far"],
    ["S. 0:0(0) <mp_join_syn>", "check/mptcp-segment: mp_join_syn is for a SYN, and this is none"],
    ["S 0:0(0) <mp_join_syn_ack>", "check/mptcp-segment: mp_join_syn_ack is for a SYN/ACK, and this is none"],
    ["- 0:0(0) <mp_join_ack>", "check/mptcp-segment: mp_join_ack is for an ACK, and this is none"],
    [
      "S 0:0(0) <dss dack4>",
      "check/mptcp-segment: dss is for segments after the handshake, and this is none",
    ],
    [
      ". 1:1(0) <mpcapable v1 flags 256 nokey>",
      "check/field-range: flags is 256, and 255 is the most there can be",
    ],
    [". 1:1(0) <mp_prio backup=2,nop>", "check/field-range: backup is 2, and 1 is the most there can be"],
    [
      ". 1:1(0) <dss dack4=4294967296>",
      "check/field-range: dack4 is 4294967296, and 4294967295 is the most there can be",
    ],
    [
      ". 1:1(0) <remove_address address_id=[256]>",
      "check/field-range: address_id is 256, and 255 is the most there can be",
    ],
    [". 1:1(0) <mp_reset 0 flags 16>", "check/field-range: flags is 16, and 15 is the most there can be"],
    [
      "addr[a] > 1.2.3.4:65536 . 1:1(0)",
      "check/field-range: port is 65536, and 65535 is the most there can be",
    ],
    ["addr[a] > 1.2.3:80 . 1:1(0)", "check/address: 1.2.3 is not an IP address"],
    ['. 1:1(0) <add_address addr[inet_addr("::1")] addr_echo>', "check/address: ::1 is not an IPv4 address"],
    [
      ". 1:1(0) <dss dack8=1 dsn8=1 ssn=1 dll=1 nocs,mp_join_syn,nop,nop,nop>",
      "check/options-too-long: 41 bytes of TCP options, and 40 are the most there can be",
    ],
    [". 1:1(0) <mp_prio>", "check/options-padding: 3 bytes of TCP options, which is no multiple of 4"],
  ])("> %s", (packet, finding) => {
    expect(findings(`> ${packet}`)).toContain(finding);
  });

  test("each unknown key is reported once", () => {
    expect(findings("> . 1:1(0) <mp_fastclose key>", "> . 1:1(0) <mp_fastclose key>")).toEqual([
      "check/mptcp-key: no key is called key so far",
    ]);
  });
});
