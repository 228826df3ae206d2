// SPDX-License-Identifier: GPL-2.0
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { ktest, masked } from "./support/ktest.js";
import { BUSY, PASSING, PATIENT } from "./support/scripts.js";

describe("a script that does not end", () => {
  it("meets the limit of virtual time", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING, "patient.pkt": PATIENT });
    const { status, stdout } = await ktest(["run", ".", "--variant", "ipv4", "--pcap", "pcap"], { cwd });
    expect(masked(stdout)).toMatchInlineSnapshot(`
      "FAIL patient.pkt (ipv4)
      patient.pkt:7:9: error: the script goes on beyond 86400.000000 sec of virtual time [run/limit]
       7 | +130000 < . 1:1(0) ack 1 win 257
         |         ^^^^^^^^^^^^^^^^^^^^^^^^
        = note: --virtual-time-limit allows for more
        the last events:
              0.000000 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
              0.000001 bind(3, ..., ...) = 0
              0.000002 listen(3, 1) = 0
              0.000003 < S 0:0(0) win 32792 <mss 1000>
              0.000003 > S. 0:0(0) ack 1 win 64240 <mss 1460>
      1 passed, 1 failed (0.10 s of virtual time in _ s)
      "
    `);
    expect(status).toBe(1);
    expect(readdirSync(join(cwd, "pcap"))).toEqual(["good.ipv4.pcapng", "patient.ipv4.pcapng"]);
  });

  it("may take longer if the user says so", async () => {
    const cwd = makeFolder({ "patient.pkt": PATIENT });
    const args = ["run", ".", "--variant", "ipv4", "--virtual-time-limit", "200000"];
    expect(await ktest(args, { cwd })).toMatchObject({ status: 0 });
  });

  it("meets the limit of real time", async () => {
    const cwd = makeFolder({ "busy.pkt": BUSY, "good.pkt": PASSING });
    const { status, stdout } = await ktest(
      ["run", ".", "--variant", "ipv4", "--real-time-limit", "1", "--pcap", "pcap", "--workers", "1"],
      { cwd },
    );
    expect(masked(stdout)).toMatchInlineSnapshot(`
      "FAIL busy.pkt (ipv4)
      busy.pkt:7:5: error: the command was stopped after _ s [run/command]
       7 | +0  \`while :; do :; done\`
         |     ^^^^^^^^^^^^^^^^^^^^^
        the last events:
              0.000000 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
              0.000001 bind(3, ..., ...) = 0
              0.000002 listen(3, 1) = 0
              0.000003 < S 0:0(0) win 32792 <mss 1000>
              0.000003 > S. 0:0(0) ack 1 win 64240 <mss 1460>
              0.000004 \`while :; do :; done\`
      1 passed, 1 failed (0.10 s of virtual time in _ s)
      "
    `);
    expect(status).toBe(1);
    expect(readdirSync(join(cwd, "pcap"))).toEqual(["busy.ipv4.pcapng", "good.ipv4.pcapng"]);
  });
});
