// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_SPAN, parse, printPacket, printSctpCause, printSctpParameter } from "../../src/dsl/index.js";
import { sctpCause, sctpParameter } from "./support/arbitrary-sctp.js";
import { parseAction } from "./support/parse-one.js";
import { withoutSpans } from "./support/spans.js";

function headers(text: string): unknown {
  const action = parseAction(text);
  return action.type === "packet" ? withoutSpans(action.headers) : undefined;
}

/** The only chunk of a packet. */
function chunk(text: string): unknown {
  const action = parseAction(`> sctp: ${text}`);
  const header = action.type === "packet" ? action.headers.at(-1) : undefined;
  if (header?.type !== "sctp" || header.chunks.length !== 1) throw new Error(`not one chunk: ${text}`);
  return withoutSpans(header.chunks[0]);
}

/** What a parameter or cause becomes, in a chunk that may have it. */
function parameter(text: string): unknown {
  const node = chunk(`RECONFIG[flgs=0, ${text}]`) as { parameters: readonly unknown[] };
  return node.parameters[0];
}

function cause(text: string): unknown {
  const node = chunk(`ERROR[flgs=0, ${text}]`) as { causes: readonly unknown[] };
  return node.causes[0];
}

function messages(text: string): string[] {
  return parse(`+0 ${text}\n`, "test.pkt").diagnostics.map(
    ({ severity, message }) => `${severity}: ${message}`,
  );
}

const symbol = (name: string) => ({ type: "symbol", name });
const init = { flags: 0, tag: 1, receiverWindow: 1500, outboundStreams: 2, inboundStreams: 3, tsn: 4 };

describe("packets", () => {
  const ack = { type: "COOKIE_ACK", flags: 0 };
  const ports = { source: 1, destination: 2 };
  test.each([
    ["> sctp: COOKIE_ACK[flgs=0]", [{ type: "sctp", chunks: [ack] }]],
    ["> sctp:", [{ type: "sctp", chunks: [] }]],
    ["> 1 > 22 sctp:", [{ type: "sctp", ports: { source: 1, destination: 22 }, chunks: [] }]],
    ["< 1 > 2 sctp: COOKIE_ACK[flgs=0]", [{ type: "sctp", ports, chunks: [ack] }]],
    [
      "< sctp(tag = 5, bad_crc32c) : COOKIE_ACK [ flgs = 0 ] ; COOKIE_ACK[flgs=0]",
      [{ type: "sctp", checksum: "bad", tag: 5, chunks: [ack, ack] }],
    ],
    [
      "> [ect0] sctp(zero_checksum): [0x01, 2, X]",
      [
        { type: "ip", ecn: "ect0" },
        { type: "sctp", checksum: "zero", chunks: [{ type: "bytes", bytes: [1, 2, symbol("X")] }] },
      ],
    ],
    [
      "> ipv4 192.0.2.1 > 192.0.2.2: sctp(tag=TAG)/udp(1>2): COOKIE_ACK[flgs=0]",
      [
        { type: "ipv4", source: "192.0.2.1", destination: "192.0.2.2" },
        { type: "udp-encapsulation", ports },
        { type: "sctp", tag: symbol("TAG"), chunks: [ack] },
      ],
    ],
    ["> udplite (10, 8)", [{ type: "udplite", length: 10, coverage: 8 }]],
    ["> udplite 1 > 2 (10, 0)", [{ type: "udplite", ports, length: 10, coverage: 0 }]],
    [
      "< udplite 1 > 2 bad_checksum (10, 0)",
      [{ type: "udplite", ports, checksum: "bad", length: 10, coverage: 0 }],
    ],
    ["> udp zero_checksum (10)", [{ type: "udp", checksum: "zero", length: 10 }]],
    [
      "> [class 0x10, hlim 3] udp (5)",
      [
        { type: "ip", tos: 16, ttl: 3 },
        { type: "udp", length: 5 },
      ],
    ],
    [
      "> [dscp voice-admit, ecn ce] udp (5)",
      [
        { type: "ip", dscp: 44, ecn: "ce" },
        { type: "udp", length: 5 },
      ],
    ],
    [
      "< icmp unreachable port_unreachable [sctp(7)/udp(1>2)]",
      [
        {
          type: "icmp",
          icmpType: "unreachable",
          code: "port_unreachable",
          quoted: { type: "sctp", tag: 7, udp: ports },
        },
      ],
    ],
    [
      "< icmp unreachable [udplite(8, 9)]",
      [{ type: "icmp", icmpType: "unreachable", quoted: { type: "udplite", length: 8, coverage: 9 } }],
    ],
  ])("%s", (text, expected) => {
    expect(headers(text)).toEqual(expected);
  });
});

describe("chunks", () => {
  const data = { flags: 3, length: 17, tsn: 1, sid: 2, ssn: 3, ppid: 4 };
  test.each([
    ["DATA[flgs=BE, len=17, tsn=1, sid=2, ssn=3, ppid=0x4]", { type: "DATA", ...data }],
    ["DATA[flgs=EBUI, len=17, tsn=1, sid=2, ssn=3, ppid=4]", { type: "DATA", ...data, flags: 15 }],
    [
      "DATA[flgs=0x83, len=L, tsn=1, sid=2, ssn=3, ppid=4]",
      { type: "DATA", ...data, flags: 0x83, length: symbol("L") },
    ],
    [
      "DATA[flgs=..., len=..., tsn=..., sid=..., ssn=..., ppid=...]",
      { type: "DATA", flags: "any", length: "any", tsn: "any", sid: "any", ssn: "any", ppid: "any" },
    ],
    ["INIT[flgs=0, tag=1, a_rwnd=1500, os=2, is=3, tsn=4]", { type: "INIT", ...init, parameters: [] }],
    [
      "INIT[flgs=0, tag=1, a_rwnd=1500, os=2, is=3, tsn=4, ...]",
      { type: "INIT", ...init, parameters: "any" },
    ],
    [
      "INIT_ACK[flgs=0, tag=1, a_rwnd=1500, os=2, is=3, tsn=4, ECN_CAPABLE[], STATE_COOKIE[...]]",
      {
        type: "INIT_ACK",
        ...init,
        parameters: [{ type: "ECN_CAPABLE" }, { type: "STATE_COOKIE", length: "any", value: "any" }],
      },
    ],
    [
      "SACK[flgs=0, cum_tsn=5, a_rwnd=..., gaps=[2:3, 5 : X], dups=[4, 4]]",
      {
        type: "SACK",
        flags: 0,
        cumulativeTsn: 5,
        receiverWindow: "any",
        gaps: [
          { type: "gap", start: 2, end: 3 },
          { type: "gap", start: 5, end: symbol("X") },
        ],
        duplicates: [4, 4],
      },
    ],
    [
      "NR_SACK[flgs=0, cum_tsn=5, a_rwnd=1, gaps=[...], nr_gaps=[], dups=...]",
      {
        type: "NR_SACK",
        flags: 0,
        cumulativeTsn: 5,
        receiverWindow: 1,
        gaps: "any",
        nonRenegableGaps: [],
        duplicates: "any",
      },
    ],
    [
      "HEARTBEAT[flgs=0, HEARTBEAT_INFORMATION[len=6, val=[1, 0xff]]]",
      {
        type: "HEARTBEAT",
        flags: 0,
        parameters: [{ type: "HEARTBEAT_INFORMATION", length: 6, value: [1, 255] }],
      },
    ],
    ["ABORT[flgs=T]", { type: "ABORT", flags: 1, causes: [] }],
    ["ABORT[flgs=0, ...]", { type: "ABORT", flags: 0, causes: "any" }],
    ["SHUTDOWN[flgs=0, cum_tsn=9]", { type: "SHUTDOWN", flags: 0, cumulativeTsn: 9 }],
    ["SHUTDOWN_COMPLETE[flgs=T]", { type: "SHUTDOWN_COMPLETE", flags: 1 }],
    ["COOKIE_ECHO[flgs=0, len=5, val=[7]]", { type: "COOKIE_ECHO", flags: 0, length: 5, value: [7] }],
    ["ECNE[flgs=0, tsn=1]", { type: "ECNE", flags: 0, tsn: 1 }],
    [
      "AUTH[flgs=0, key_id=1, hmac_id=3, hmac=...]",
      { type: "AUTH", flags: 0, keyId: 1, hmacId: 3, hmac: "any" },
    ],
    [
      "I_DATA[flgs=B, len=30, tsn=1, sid=2, mid=3, ppid=4]",
      { type: "I_DATA", flags: 2, length: 30, tsn: 1, sid: 2, mid: 3, ppid: 4 },
    ],
    [
      "I_DATA[flgs=E, len=30, tsn=1, sid=2, mid=3, fsn=...]",
      { type: "I_DATA", flags: 1, length: 30, tsn: 1, sid: 2, mid: 3, fsn: "any" },
    ],
    [
      "ASCONF[flgs=0, serial=1, IPV4_ADDRESS[addr=192.0.2.1], ADD_IP_ADDRESS[corr_id=2, IPV6_ADDRESS[addr=fd00::1]]]",
      {
        type: "ASCONF",
        flags: 0,
        serial: 1,
        parameters: [
          { type: "IPV4_ADDRESS", address: { type: "address", text: "192.0.2.1" } },
          {
            type: "ADD_IP_ADDRESS",
            correlationId: 2,
            parameters: [{ type: "IPV6_ADDRESS", address: { type: "address", text: "fd00::1" } }],
          },
        ],
      },
    ],
    [
      "FORWARD_TSN[cum_tsn=5, ids=[{1,2}, {3,4}]]",
      {
        type: "FORWARD_TSN",
        cumulativeTsn: 5,
        streams: [
          { type: "stream", sid: 1, ssn: 2 },
          { type: "stream", sid: 3, ssn: 4 },
        ],
      },
    ],
    [
      "I_FORWARD_TSN[flgs=0, cum_tsn=5, ids=[{1, 0, 7}]]",
      {
        type: "I_FORWARD_TSN",
        flags: 0,
        cumulativeTsn: 5,
        messages: [{ type: "message", sid: 1, flags: 0, mid: 7 }],
      },
    ],
    ["PAD[flgs=0, len=10, val=...]", { type: "PAD", flags: 0, length: 10, value: "any" }],
    [
      "CHUNK[type=RECONFIG, flgs=0x1, len=6, val=[1, 2]]",
      { type: "CHUNK", chunkType: 0x82, flags: 1, length: 6, value: [1, 2] },
    ],
    [
      "CHUNK[type=..., flgs=..., len=..., val=...]",
      { type: "CHUNK", chunkType: "any", flags: "any", length: "any", value: "any" },
    ],
  ])("%s", (text, node) => {
    expect(chunk(text)).toEqual(node);
  });
});

describe("parameters", () => {
  test.each([
    [
      "PARAMETER[type=0x8100, len=8, val=[1, 2]]",
      { type: "PARAMETER", parameterType: 0x8100, length: 8, value: [1, 2] },
    ],
    [
      "UNRECOGNIZED_PARAMETER[params=[ECN_CAPABLE[]]]",
      { type: "UNRECOGNIZED_PARAMETER", parameters: [{ type: "ECN_CAPABLE" }] },
    ],
    ["COOKIE_PRESERVATIVE[incr=1000]", { type: "COOKIE_PRESERVATIVE", increment: 1000 }],
    [
      'HOSTNAME_ADDRESS[addr="a.example"]',
      { type: "HOSTNAME_ADDRESS", hostname: { type: "text", raw: "a.example" } },
    ],
    ["HOSTNAME_ADDRESS[addr=...]", { type: "HOSTNAME_ADDRESS", hostname: "any" }],
    [
      "SUPPORTED_ADDRESS_TYPES[types=[IPv4, IPv6, HOSTNAME, 7]]",
      { type: "SUPPORTED_ADDRESS_TYPES", types: [5, 6, 11, 7] },
    ],
    [
      "SUPPORTED_EXTENSIONS[types=[RECONFIG, 0xc0, X]]",
      { type: "SUPPORTED_EXTENSIONS", types: [0x82, 0xc0, symbol("X")] },
    ],
    ["ZERO_CHECKSUM_ACCEPTABLE[edmid=SCTP_OVER_DTLS]", { type: "ZERO_CHECKSUM_ACCEPTABLE", method: 1 }],
    ["ADAPTATION_INDICATION[adaptation_code_point=9]", { type: "ADAPTATION_INDICATION", codePoint: 9 }],
    ["REQUESTED_HMAC_ALGORITHM[hmac_ids=[3, 1]]", { type: "REQUESTED_HMAC_ALGORITHM", hmacIds: [3, 1] }],
    [
      "OUTGOING_SSN_RESET[req_sn=1, resp_sn=2, last_tsn=3]",
      { type: "OUTGOING_SSN_RESET", requestNumber: 1, responseNumber: 2, lastTsn: 3 },
    ],
    [
      "INCOMING_SSN_RESET[req_sn=1, sids=[4, 5]]",
      { type: "INCOMING_SSN_RESET", requestNumber: 1, sids: [4, 5] },
    ],
    ["RECONFIG_RESPONSE[resp_sn=1, result=0]", { type: "RECONFIG_RESPONSE", responseNumber: 1, result: 0 }],
    [
      "RECONFIG_RESPONSE[resp_sn=1, result=0, sender_next_tsn=5, receiver_next_tsn=...]",
      { type: "RECONFIG_RESPONSE", responseNumber: 1, result: 0, senderNextTsn: 5, receiverNextTsn: "any" },
    ],
    [
      "ADD_OUTGOING_STREAMS[req_sn=1, number_of_new_streams=2]",
      { type: "ADD_OUTGOING_STREAMS", requestNumber: 1, newStreams: 2 },
    ],
    [
      "RECONFIG_REQUEST_GENERIC[type=0x12, len=9, req_sn=1, val=[0]]",
      { type: "RECONFIG_REQUEST_GENERIC", parameterType: 0x12, length: 9, requestNumber: 1, value: [0] },
    ],
  ])("%s", (text, node) => {
    expect(parameter(text)).toEqual(node);
  });

  test("each prints as it is parsed", () => {
    fc.assert(
      fc.property(sctpParameter, (node) => {
        expect(parameter(printSctpParameter(node))).toEqual(withoutSpans(node));
      }),
    );
  });
});

describe("error causes", () => {
  test.each([
    ["CAUSE[code=0x0d, len=5, info=[1]]", { type: "CAUSE", causeCode: 13, length: 5, info: [1] }],
    ["INVALID_STREAM_IDENTIFIER[sid=7]", { type: "INVALID_STREAM_IDENTIFIER", sid: 7 }],
    ["MISSING_MANDATORY_PARAMETER[types=[7, 8]]", { type: "MISSING_MANDATORY_PARAMETER", types: [7, 8] }],
    [
      'UNRESOLVABLE_ADDRESS[param=HOSTNAME_ADDRESS[addr="a"]]',
      {
        type: "UNRESOLVABLE_ADDRESS",
        parameter: { type: "HOSTNAME_ADDRESS", hostname: { type: "text", raw: "a" } },
      },
    ],
    [
      "UNRECOGNIZED_CHUNK_TYPE[chk=COOKIE_ACK[flgs=...]]",
      { type: "UNRECOGNIZED_CHUNK_TYPE", chunk: { type: "COOKIE_ACK", flags: "any" } },
    ],
    ["UNRECOGNIZED_PARAMETERS[params=...]", { type: "UNRECOGNIZED_PARAMETERS", parameters: "any" }],
    [
      'USER_INITIATED_ABORT[info="bye"]',
      { type: "USER_INITIATED_ABORT", info: { type: "text", raw: "bye" } },
    ],
    ["OUT_OF_RESOURCE[]", { type: "OUT_OF_RESOURCE" }],
    ["UNSUPPORTED_HMAC_IDENTIFIER[hmac_id=2]", { type: "UNSUPPORTED_HMAC_IDENTIFIER", hmacId: 2 }],
  ])("%s", (text, node) => {
    expect(cause(text)).toEqual(node);
  });

  test("each prints as it is parsed", () => {
    fc.assert(
      fc.property(sctpCause, (node) => {
        expect(cause(printSctpCause(node))).toEqual(withoutSpans(node));
      }),
    );
  });
});

describe("what is printed", () => {
  test.each([
    ["DATA[flgs=EB,len=17,tsn=1,sid=2,ssn=3,ppid=4]", "DATA[flgs=BE, len=17, tsn=1, sid=2, ssn=3, ppid=4]"],
    ["SHUTDOWN_ACK[flgs=1]", "SHUTDOWN_ACK[flgs=0x01]"],
    ["SHUTDOWN_COMPLETE[flgs=3]", "SHUTDOWN_COMPLETE[flgs=0x03]"],
    ["CHUNK[type=0, flgs=0, len=6, val=[10, 2]]", "CHUNK[type=DATA, flgs=0, len=6, val=[0x0a, 0x02]]"],
    [
      "HEARTBEAT[flgs=0, HEARTBEAT_INFORMATION[len=..., val=...]]",
      "HEARTBEAT[flgs=0, HEARTBEAT_INFORMATION[...]]",
    ],
    ["ERROR[flgs=0, CAUSE[code=1, len=4, info=[]]]", "ERROR[flgs=0, CAUSE[code=0x0001, len=4, info=[]]]"],
    ["", ""],
  ])("%s", (text, expected) => {
    const action = parseAction(`> sctp: ${text}`);
    if (action.type !== "packet") throw new Error("no packet");
    expect(printPacket(action)).toBe(`> sctp:${expected && ` ${expected}`}`);
  });

  test("a packet inside of UDP, from the wire", () => {
    const ports = { span: NO_SPAN, source: 9899, destination: 9899 };
    const packet = printPacket({
      type: "packet",
      span: NO_SPAN,
      direction: "outbound",
      headers: [
        { type: "udp-encapsulation", span: NO_SPAN, ports },
        { type: "sctp", span: NO_SPAN, tag: 1, chunks: [{ type: "COOKIE_ACK", span: NO_SPAN, flags: 0 }] },
      ],
    });
    expect(packet).toBe("> sctp(tag=1)/udp(9899 > 9899): COOKIE_ACK[flgs=0]");
  });
});

describe("mistakes", () => {
  test.each([
    ["DAAT[flgs=0]", "DAAT is no chunk; did you mean DATA?"],
    ["IPV4_ADDRESS[addr=192.0.2.1]", "IPV4_ADDRESS is no chunk, but a parameter"],
    ["ABORT[flgs=0, ECN_CAPABLE[]]", "ECN_CAPABLE is no error cause, but a parameter"],
    ["COOKIE_ACK[]", "COOKIE_ACK wants flgs= as well"],
    ["ECNE[flgs=0, tns=1]", "tns is no field of ECNE; did you mean tsn?"],
    ["COOKIE_ACK[flgs=0, val=[1]]", "val is no field of COOKIE_ACK: COOKIE_ACK has flgs"],
    ["COOKIE_ACK[flgs=0, ...]", "... is no field of COOKIE_ACK: COOKIE_ACK has flgs"],
    [
      "ERROR[flgs=0, OUT_OF_RESOURCE[sid=1]]",
      "sid is no field of OUT_OF_RESOURCE: OUT_OF_RESOURCE has no fields",
    ],
    ["COOKIE_ACK[flgs=0, flgs=0]", "flgs is given twice"],
    ["DATA[flgs=BB, len=17, tsn=1, sid=2, ssn=3, ppid=4]", "a flag is given twice"],
    ["DATA[flgs=BX, len=17, tsn=1, sid=2, ssn=3, ppid=4]", "the flags of this chunk are I, U, B, E"],
    ["ECNE[flgs=0, tsn=[1]]", "tsn= wants a number"],
    ["COOKIE_ECHO[flgs=0, len=5, val=5]", "val= wants a list such as [1, 2]"],
    ["FORWARD_TSN[cum_tsn=1, ids=[{1,2,3}]]", "ids= wants a list such as [{1,0}]"],
    ["I_DATA[flgs=B, len=30, tsn=1, sid=2, mid=3]", "I_DATA wants one of ppid= and fsn="],
    ["ABORT[flgs=0, ..., ...]", "... stands for the whole list"],
    ["CHUNK[type=NO-SUCH, flgs=0, len=4, val=[]]", "NO-SUCH is no type"],
  ])("%s", (text, message) => {
    expect(messages(`> sctp: ${text}`)).toEqual([`error: ${message}`]);
  });

  test("a mistake has the place of the field", () => {
    const { diagnostics } = parse("+0 > sctp: /* a comment */ ECNE[flgs=0, tsn=[1]]\n", "test.pkt");
    expect(diagnostics.map(({ span }) => [span.line, span.column, span.end - span.start])).toEqual([
      [1, 41, 7],
    ]);
  });

  test.each([
    ["> sctp(tag=1, tag=2): COOKIE_ACK[flgs=0]", "a field is given twice"],
    ["< [1:2(1)] icmp unreachable [1:2(1)]", "the message quotes two packets"],
  ])("%s", (text, message) => {
    expect(messages(text)).toEqual([`error: ${message}`]);
  });
});

describe("what is usually written otherwise", () => {
  test.each([
    ["> sctp: ECNE[tsn=1, flgs=0]", "flgs usually stands in front of tsn", "> sctp: ECNE[flgs=0, tsn=1]"],
    [
      "> sctp: CHUNK[type=I-DATA, flgs=0, len=4, val=[]]",
      "I-DATA is spelled I_DATA",
      "> sctp: CHUNK[type=I_DATA, flgs=0, len=4, val=[]]",
    ],
    ["> sctp: COOKIE-ACK[flgs=0]", "COOKIE-ACK is spelled COOKIE_ACK", "> sctp: COOKIE_ACK[flgs=0]"],
    [
      "< [1:1001(1000)] icmp unreachable frag_needed mtu 1200",
      "the quoted packet stands behind the ICMP message",
      "< icmp unreachable frag_needed mtu 1200 [1:1001(1000)]",
    ],
    [
      "< [sctp(2)] icmp unreachable",
      "the quoted packet stands behind the ICMP message",
      "< icmp unreachable [sctp (2)]",
    ],
  ])("%s", (text, warning, printed) => {
    const { script, diagnostics } = parse(`+0 ${text}\n`, "test.pkt");
    expect(diagnostics.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      `warning: ${warning}`,
    ]);
    const action = script.events[0]?.action;
    expect(action?.type === "packet" && printPacket(action)).toBe(printed);
  });

  test("no warning about an event with a mistake", () => {
    expect(messages("> sctp: ECNE[tsn=1, flgs=0]; X[]")).toEqual(["error: X is no chunk"]);
  });
});
