// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { ktest, masked } from "./support/ktest.js";
import { PASSING } from "./support/scripts.js";

/** An active open: ports and sequence numbers are the kernel's choice. */
const CONNECTING = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0  fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0  connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
+0  > S 0:0(0) <...>
+.1 < S. 0:0(0) ack 1 win 32792 <mss 1000>
+0  > . 1:1(0) ack 1
`;

type Files = Readonly<Record<string, string>>;

async function captures(cwd: string, name: string, ...args: readonly string[]): Promise<Files> {
  const ended = await ktest(["run", ".", "--pcap", name, ...args], { cwd });
  expect(masked(ended.stdout)).toMatch(/^ok \./);
  const folder = join(cwd, name);
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(join(folder, file)).toString("hex")]),
  );
}

/** TCP sequence number of the SYN that the kernel sent, without options of IP. */
function initialSequence(files: Files): string {
  const syn = /45\w{6}\w{8}4006\w{4}c0a80001c0000201\w{8}(\w{8})00000000/.exec(
    files["connect.ipv4.pcapng"] ?? "",
  );
  return syn?.[1] ?? "none";
}

describe("runs of the same scripts", () => {
  it("write the same bytes, in whatever processes and order", async () => {
    const cwd = makeFolder({ "accept.pkt": PASSING, "connect.pkt": CONNECTING });
    const first = await captures(cwd, "first");
    expect(Object.keys(first)).toHaveLength(6);
    expect(await captures(cwd, "second")).toEqual(first);
    expect(await captures(cwd, "alone", "--workers", "0")).toEqual(first);
    expect(await captures(cwd, "anew", "--no-cache", "--workers", "1")).toEqual(first);
  });

  it("with another seed have other initial sequence numbers, and the same again", async () => {
    const cwd = makeFolder({ "connect.pkt": CONNECTING });
    const args = ["--variant", "ipv4", "--workers", "0"];
    const none = await captures(cwd, "none", ...args);
    const seven = await captures(cwd, "seven", ...args, "--seed", "7");
    expect(initialSequence(none)).toMatch(/^\w{8}$/);
    expect(initialSequence(seven)).toMatch(/^\w{8}$/);
    expect(initialSequence(seven)).not.toBe(initialSequence(none));
    expect(await captures(cwd, "again", ...args, "--seed", "7")).toEqual(seven);
    expect(await captures(cwd, "zero", ...args, "--seed", "0")).toEqual(none);
  });
});
