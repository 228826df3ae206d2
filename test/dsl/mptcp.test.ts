// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import type { Action, SymbolRef } from "../../src/dsl/ast.js";
import {
  load,
  NO_SPAN,
  parse,
  printHeader,
  printPacket,
  printTcpOption,
  render,
} from "../../src/dsl/index.js";
import { parseAction, parseTcp } from "./support/parse-one.js";
import { withoutSpans } from "./support/spans.js";

function option(text: string): unknown {
  return withoutSpans(parseTcp(`> . 1:1(0) <nop, ${text} ,nop>`).options?.[1]);
}

/** What the fmt of the option is. */
function printed(text: string): string {
  const [, found] = parseTcp(`> . 1:1(0) <nop,${text}>`).options ?? [];
  return found ? printTcpOption(found) : "";
}

/** The message of the only mistake. */
function mistake(text: string): string {
  const { diagnostics } = parse(`+0 > . 1:1(0) <${text}>\n`, "test.pkt");
  return diagnostics.map(({ message }) => message).join("\n");
}

const symbol = (name: string) => ({ type: "symbol", name });

describe("mp_capable", () => {
  test.each([
    ["mpcapable v1 flags[flag_h] nokey", { version: 1, flags: 1, keys: [] }],
    ["mpcapable v0 flags [ flag_a , flag_h ] key [ a ]", { version: 0, flags: 0x81, keys: [{ name: "a" }] }],
    ["mpcapable none flags 0x40 nokey", { version: 1, flags: 0x40, keys: [] }],
    ["mpcapable flags[no_flags] nokey", { version: 1, flags: 0, keys: [] }],
    ["mpcapable v7 flags FLAGS nokey", { version: 7, flags: symbol("FLAGS"), keys: [] }],
    [
      "mpcapable v1 flags[flag_b] key[ours=18446744073709551615, theirs] mpcdatalen 100 cksum=auto",
      {
        version: 1,
        flags: 0x40,
        keys: [{ name: "ours", value: 18446744073709551615n }, { name: "theirs" }],
        dataLength: 100,
        checksum: "auto",
      },
    ],
    ["mpcapable v1 flags 1 key[5, 0x10]", { version: 1, flags: 1, keys: [{ value: 5 }, { value: 16 }] }],
    ["mp_capable a", { version: 0, flags: 0x81, keys: [{ name: "a" }] }],
    ["mp_capable_no_cs a=4 b", { version: 0, flags: 1, keys: [{ name: "a", value: 4 }, { name: "b" }] }],
    ["mp_capable a flag_b flag_c", { version: 0, flags: 0x60, keys: [{ name: "a" }] }],
    ["mp_capable a flag_b no_flags", { version: 0, flags: 0, keys: [{ name: "a" }] }],
  ])("%s", (text, node) => {
    expect(option(text)).toEqual({ type: "mp_capable", ...node });
  });
});

describe("other options", () => {
  const key = (name: string, fn: string, ...more: string[]) => ({
    type: "hash",
    function: fn,
    args: [name, ...more],
  });
  test.each([
    ["mp_join_syn", { type: "mp_join_syn" }],
    [
      "mp_join_syn rand=7 token=sha256_32(skey) address_id=1 backup=1",
      { type: "mp_join_syn", backup: 1, addressId: 1, token: key("skey", "sha256_32"), random: 7 },
    ],
    [
      "mp_join_syn address_id=auto token=0xffffffff",
      { type: "mp_join_syn", addressId: "auto", token: 0xffffffff },
    ],
    [
      "mp_join_syn_ack sender_hmac=trunc_l64_hmac(skey ckey)",
      { type: "mp_join_syn_ack", hmac: key("skey", "trunc_l64_hmac", "ckey") },
    ],
    ["mp_join_syn_ack token=auto", { type: "mp_join_syn_ack", hmac: "auto" }],
    [
      "mp_join_ack sender_hmac=0x00ff",
      { type: "mp_join_ack", hmac: { type: "hex", bytes: Uint8Array.of(0, 255) } },
    ],
    ["dss", { type: "dss", fin: false }],
    ["dss dack4", { type: "dss", dack: { octets: 4 }, fin: false }],
    ["dss fin dack8=2", { type: "dss", dack: { octets: 8, value: 2 }, fin: true }],
    [
      "dss dack4=trunc_r64_hmac(skey) + 1 dsn8=DSN ssn=1 dll=100 nocs FIN",
      {
        type: "dss",
        dack: { octets: 4, value: { ...key("skey", "trunc_r64_hmac"), offset: 1 } },
        dsn: { octets: 8, value: symbol("DSN") },
        ssn: 1,
        dll: 100,
        checksum: "none",
        fin: true,
      },
    ],
    ["dss dsn4 cksum=5", { type: "dss", dsn: { octets: 4 }, checksum: 5, fin: false }],
    ["add_address", { type: "add_address", echo: false }],
    [
      'add_address address_id=3 addr[here=inet_addr("192.0.2.7")] port=80 hmac=auto',
      {
        type: "add_address",
        addressId: 3,
        address: { name: "here", literal: { version: 4, text: "192.0.2.7" } },
        port: 80,
        echo: false,
        hmac: "auto",
      },
    ],
    ["add_address addr_echo addr[here]", { type: "add_address", address: { name: "here" }, echo: true }],
    [
      'add_address ipv6=inet6_addr("fd00::7")',
      { type: "add_address", address: { literal: { version: 6, text: "fd00::7" } }, echo: false },
    ],
    ["remove_address address_id=[1, 2,3]", { type: "remove_address", addressIds: [1, 2, 3] }],
    ["mp_prio backup=1 address_id = 2", { type: "mp_prio", backup: 1, addressId: 2 }],
    ["mp_fail", { type: "mp_fail" }],
    ["mp_fail dsn8=5", { type: "mp_fail", dsn: 5 }],
    ["mp_fastclose", { type: "mp_fastclose" }],
    ["mp_fastclose ckey + 1", { type: "mp_fastclose", key: { name: "ckey" }, offset: 1 }],
    ["mp_fastclose ckey=9", { type: "mp_fastclose", key: { name: "ckey", value: 9 } }],
    ["mp_reset 2", { type: "mp_reset", reason: 2 }],
    ["mp_reset 2 flags[flag_t]", { type: "mp_reset", reason: 2, flags: 1 }],
  ])("%s", (text, node) => {
    expect(option(text)).toEqual(node);
  });
});

describe("one notation", () => {
  test.each([
    ["mp_capable a b", "mpcapable v0 flags[flag_a, flag_h] key[a, b]"],
    ["mpcapable none flags 0x100 nokey", "mpcapable v1 flags 0x100 nokey"],
    ["dss fin nocs dll=1 ssn=2 dsn4=3 dack4=4", "dss dack4=4 dsn4=3 ssn=2 dll=1 nocs fin"],
    ["mp_join_ack sender_hmac=full_160_hmac(a,b)", "mp_join_ack sender_hmac=full_160_hmac(a b)"],
    ["mp_fastclose a+0x10", "mp_fastclose a+16"],
    ['add_address ipv4=inet_addr("192.0.2.7")', 'add_address addr[inet_addr("192.0.2.7")]'],
  ])("%s is printed as %s", (text, expected) => {
    expect(printed(text)).toBe(expected);
    expect(printed(expected)).toBe(expected);
  });
});

describe("mistakes", () => {
  test.each([
    ["dss dack4=1 dsn4=2 dack8=3", "a field is given twice"],
    ["mp_prio backup=1 backup=1", "a field is given twice"],
    ["mpcapable v1 nokey", "mpcapable has a version, flags, and keys or nokey, each once"],
    ["mpcapable v16 flags 1 nokey", "a version has four bits"],
    ["mp_capable", "mp_capable has one key or two"],
    ["mp_capable a b c", "mp_capable has one key or two"],
    ["mp_fastclose 99999999999999999999", "the number is larger than any field of a packet"],
    ["mp_join_syn token=md5(skey)", 'expected "+", "," or ">", found "("'],
  ])("%s: %s", (text, message) => {
    expect(mistake(text)).toContain(message.startsWith("expected") ? 'found "("' : message);
  });
});

test("a packet can say which socket is meant", () => {
  const header = parseTcp("> . 1:1(0) ack 1 <nop> sock(3)");
  expect(header.socket).toBe(3);
  expect(printHeader(header)).toBe(". 1:1(0) ack 1 <nop> sock(3)");
});

describe("endpoints", () => {
  /** What stands in front of the flags. */
  function ends(text: string): unknown {
    const { ports, endpoints } = parseTcp(text);
    return withoutSpans(ports ?? endpoints);
  }
  const variable = (name: string) => ({ type: "variable", name });

  test.each([
    ["> 80 > 8080 S 0:0(0)", { source: 80, destination: 8080 }],
    ["> addr[a] > addr [ b ] S 0:0(0)", { source: variable("a"), destination: variable("b") }],
    ["> > addr[b] S 0:0(0)", { destination: variable("b") }],
    ["> addr[a] > S. 0:0(0)", { source: variable("a") }],
    ["> addr[a] > S 0:0(0)", { source: variable("a") }],
    [
      "> addr[a] > PORT S. 0:0(0)",
      { source: variable("a"), destination: { type: "port", port: symbol("PORT") } },
    ],
    ["> > . 0:0(0)", {}],
    ["> > 5 0:0(0)", {}],
    [
      "> 192.0.2.1:80 > 8080 S 0:0(0)",
      {
        source: { type: "address", address: "192.0.2.1", port: 80 },
        destination: { type: "port", port: 8080 },
      },
    ],
    [
      "> fd00::1:80 > ::ffff:192.0.2.1:PORT S 0:0(0)",
      {
        source: { type: "address", address: "fd00::1", port: 80 },
        destination: { type: "address", address: "::ffff:192.0.2.1", port: symbol("PORT") },
      },
    ],
  ])("%s", (text, node) => {
    expect(ends(text)).toEqual(node);
  });

  test("UDP has them, too", () => {
    const action: Action<SymbolRef> = parseAction("> udp addr[a] > 53 (5)");
    expect(withoutSpans(action)).toMatchObject({
      headers: [{ endpoints: { source: variable("a"), destination: { type: "port", port: 53 } } }],
    });
    if (action.type === "packet") expect(printPacket(action)).toBe("> udp addr[a] > 53 (5)");
  });
});

test("defines stand for numbers, not for keys", () => {
  const text =
    "--define=skey=1\n--define=BIG=0xffffffffffffffff\n0 > . 1:1(0) <dss dack8=BIG,mp_fastclose skey=skey>\n";
  const { script, diagnostics, source } = load(text, "test.pkt");
  expect(diagnostics.map((diagnostic) => render(diagnostic, source))).toEqual([]);
  expect(withoutSpans(script.events[0]?.action)).toMatchObject({
    headers: [
      {
        options: [{ dack: { value: 18446744073709551615n } }, { key: { name: "skey", value: 1 } }],
      },
    ],
  });
});

test("options from the wire have a notation", () => {
  const print = (value: bigint) =>
    printTcpOption({ type: "mp_fastclose", span: NO_SPAN, key: { span: NO_SPAN, value } });
  expect(print(2n ** 64n - 1n)).toBe("mp_fastclose 18446744073709551615");
});
