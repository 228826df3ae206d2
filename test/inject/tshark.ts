// SPDX-License-Identifier: GPL-2.0
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHECKS = [
  "ip.check_checksum:TRUE",
  "tcp.check_checksum:TRUE",
  "udp.check_checksum:TRUE",
  "udplite.check_checksum:TRUE",
  "dccp.check_checksum:TRUE",
  "sctp.checksum:CRC-32C",
  // Several captures may stand in one file, and their scripts use the same identifications and ports.
  "ip.defragment:FALSE",
  "ipv6.defragment:FALSE",
  "tcp.desegment_tcp_streams:FALSE",
];

/** What SCTP's payload protocol identifiers stand for; data of scripts are zeros, whatever their number. */
const PAYLOADS = [
  "iua",
  "m2ua",
  "m3ua",
  "sua",
  "m2pa",
  "v5ua",
  "h248",
  "bicc",
  "tali",
  "dua",
  "asap",
  "enrp",
];

/** What Wireshark's dissectors read in a capture file: the given fields, a row for each frame. */
export function dissect(capture: Uint8Array, fields: readonly string[]): string[][] {
  return inFile(capture, (file) => {
    const checks = CHECKS.flatMap((check) => ["-o", check]);
    const without = PAYLOADS.flatMap((name) => ["--disable-protocol", name]);
    const columns = fields.flatMap((field) => ["-e", field]);
    const output = execFileSync(
      "tshark",
      ["-n", "-r", file, ...checks, ...without, "-T", "fields", ...columns],
      {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    return output
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split("\t"));
  });
}

/** The frames, by number, about which the dissectors complain: malformed, bad checksum and so on. */
export function complaints(capture: Uint8Array): string[][] {
  return dissect(capture, [
    "frame.number",
    "ip.flags.mf",
    "ipv6.fraghdr.more",
    "ip.checksum.status",
    "_ws.malformed",
    "tcp.checksum.status",
    "udp.checksum.status",
    "dccp.checksum.status",
    "sctp.checksum.status",
    "icmp.checksum.status",
    "icmpv6.checksum.status",
  ])
    .map(([frame = "", mf = "", more = "", ip = "", malformed = "", ...statuses]) => {
      // A part is not the whole that its transport header tells of; nothing is put together here.
      const isPart = /^(?:1|True)/.test(mf) || /^(?:1|True)/.test(more);
      const bad = [ip, ...(isPart ? [] : statuses)].filter(isBad);
      return [frame, isPart ? "" : malformed, ...bad];
    })
    .filter(([, malformed, ...bad]) => malformed !== "" || bad.length > 0);
}

/** Wireshark's checksum status: 0 bad, 1 good, 2 unverified, 3 not present; quotes add a second. */
function isBad(status: string): boolean {
  return status.split(",").includes("0");
}

function inFile<T>(bytes: Uint8Array, use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "ktest-capture-"));
  try {
    const file = join(folder, "capture.pcapng");
    writeFileSync(file, bytes);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
