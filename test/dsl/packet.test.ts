// SPDX-License-Identifier: GPL-2.0
import { expect, test } from "vitest";
import { parseAction } from "./support/parse-one.js";
import { withoutSpans } from "./support/spans.js";

function headers(text: string): unknown {
  const action = parseAction(text);
  return action.type === "packet" ? withoutSpans(action.headers) : undefined;
}

const udp = { type: "udp", length: 5 };

test.each([
  ["> udp (5)", [udp]],
  ["> udp 53 > 5353 (5)", [{ ...udp, ports: { source: 53, destination: 5353 } }]],
  ["> [ect0] udp (5)", [{ type: "ip", ecn: "ect0" }, udp]],
  ["> (tos 0x10) udp (5)", [{ type: "ip", tos: 16 }, udp]],
  ["> [ce, flowlabel 0x12345] udp (5)", [{ type: "ip", ecn: "ce", flowLabel: 0x12345 }, udp]],
  ["> [ttl 64] udp (5)", [{ type: "ip", ttl: 64 }, udp]],
  [
    "< ipv4 192.0.2.1 > 192.0.2.2: udp (5)",
    [{ type: "ipv4", source: "192.0.2.1", destination: "192.0.2.2" }, udp],
  ],
  [
    "< ipv6 [ttl 3] fd00::1 > fd00::: [ttl 4] udp (5)",
    [{ type: "ipv6", ttl: 3, source: "fd00::1", destination: "fd00::" }, { type: "ip", ttl: 4 }, udp],
  ],
  ["< gre: udp (5)", [{ type: "gre", fields: {} }, udp]],
  [
    "< GREv0, flags [checksum present, sequence# present], sum 1, off 2, key = 3, seq 4: udp (5)",
    [{ type: "gre", fields: { flags: 0x9000, checksum: 1, offset: 2, key: 3, sequence: 4 } }, udp],
  ],
  [
    "< gre Flags [none] proto 0x800 key 3: udp (5)",
    [{ type: "gre", fields: { flags: 0, protocol: 0x800, key: 3 } }, udp],
  ],
  [
    "< mpls (label 16, tc 0, ttl 64) (label 17, tc 1, [S], ttl 63): udp (5)",
    [
      {
        type: "mpls",
        entries: [
          { label: 16, trafficClass: 0, bottom: false, ttl: 64 },
          { label: 17, trafficClass: 1, bottom: true, ttl: 63 },
        ],
      },
      udp,
    ],
  ],
  ["> [noecn] encap psp spi 0x1 udp (5)", [{ type: "ip", ecn: "noecn" }, { type: "psp", spi: 1 }, udp]],
  ["> proto 132 (100)", [{ type: "other", protocol: 132, length: 100 }]],
  ["< icmp echo_request id 7", [{ type: "icmp", icmpType: "echo_request", id: 7 }]],
  ["< icmp 3 code 4 mtu 1200", [{ type: "icmp", icmpType: 3, code: 4, mtu: 1200 }]],
  [
    "< icmp unreachable frag_needed mtu 1200 [1:1001(1000)]",
    [
      {
        type: "icmp",
        icmpType: "unreachable",
        code: "frag_needed",
        mtu: 1200,
        quoted: { type: "tcp", sequence: { start: 1, end: 1001, length: 1000 } },
      },
    ],
  ],
  [
    "< icmp packet_too_big mtu 1280 [udp (8)]",
    [{ type: "icmp", icmpType: "packet_too_big", mtu: 1280, quoted: { type: "udp", length: 8 } }],
  ],
  [
    "< icmp unreachable [raw (8)]",
    [{ type: "icmp", icmpType: "unreachable", quoted: { type: "raw", length: 8 } }],
  ],
])("%s", (text, expected) => {
  expect(headers(text)).toEqual(expected);
});

test("a number behind a message is the time of the next event", () => {
  const text = "< icmp unreachable\n1 close(3) = 0";
  expect(() => parseAction(text)).toThrow("not one event");
});
