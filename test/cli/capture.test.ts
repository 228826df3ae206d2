// SPDX-License-Identifier: GPL-2.0
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { ktest, runProgram } from "./support/ktest.js";
import { FAILING, PASSING } from "./support/scripts.js";

describe("captures", () => {
  it("go into a folder, one a test, with the names of scripts and variants", async () => {
    const cwd = makeFolder({ "tcp/good.pkt": PASSING, "bad.pkt": FAILING });
    await ktest(["run", ".", "--pcap", "deep/captures"], { cwd });
    expect(readdirSync(join(cwd, "deep/captures")).sort()).toEqual([
      "bad.ipv4-mapped-v6.pcapng",
      "bad.ipv4.pcapng",
      "bad.ipv6.pcapng",
      "tcp_good.ipv4-mapped-v6.pcapng",
      "tcp_good.ipv4.pcapng",
      "tcp_good.ipv6.pcapng",
    ]);
  });

  it("are what tshark understands, in both directions and to the microsecond", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING });
    await ktest(["run", ".", "--pcap", ".", "--variant", "ipv4"], { cwd });
    const fields = ["frame.time_relative", "ip.src", "tcp.flags.str", "tcp.len", "tcp.checksum.status"];
    const { status, stdout } = await runProgram(
      "tshark",
      ["-r", "good.ipv4.pcapng", "-o", "tcp.check_checksum:TRUE", "-Y", "tcp", "-T", "fields"].concat(
        fields.flatMap((field) => ["-e", field]),
      ),
      { cwd },
    );
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    const start = Number(rows[0]?.[0]);
    const since = rows.map(([time]) => (Number(time) - start).toFixed(6));
    expect(since).toEqual(["0.000000", "0.000000", "0.100001", "0.100003"]);
    expect(rows.map(([, ...rest]) => rest.join(" "))).toEqual([
      "192.0.2.1 ··········S· 0 1",
      "192.168.0.1 ·······A··S· 0 1",
      "192.0.2.1 ·······A···· 0 1",
      "192.168.0.1 ·······AP··· 100 1",
    ]);
    expect(status).toBe(0);
  });
});
