// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asHtml, type CampaignReport } from "../../../src/fuzz/report/html.js";

const REPORT: CampaignReport = {
  setting: { kernel: "6.12.117" },
  samples: [
    { seconds: 1, execs: 1000, edges: 500, corpus: 200 },
    { seconds: 2, execs: 2500, edges: 600, corpus: 210 },
  ],
  findings: [
    {
      oracle: "leak",
      protocol: "tcp",
      message: "1 < 2 & 3",
      execs: 1234,
      file: "findings/a b.pkt",
      reproduced: false,
    },
  ],
  known: [{ protocol: "dccp", oracle: "kernel-message", cause: "BUG: #", what: "why", times: 3 }],
};

describe("the page of a campaign", () => {
  it("has numbers over time, findings with links, and known bugs", () => {
    const html = asHtml(REPORT);
    expect(html).toContain("<title>ktest fuzz: 1 finding</title>");
    expect(html).toContain("2,500 programs");
    expect(html).toContain('points="0,120 140.0,76.0 280.0,10.0"');
    expect(html).toContain("1 &#60; 2 &#38; 3");
    expect(html).toContain('href="findings/a%20b.pkt"');
    expect(html).toContain("only the program shows it");
    expect(html).toContain("BUG: #");
  });

  it("says that there are none", () => {
    const html = asHtml({ ...REPORT, samples: [], findings: [], known: [] });
    expect(html).toContain("<p>None.</p>");
    expect(html).not.toMatch(/NaN|undefined|Known bugs/);
  });

  it("lets no text be markup", () => {
    const plain = asHtml({ ...REPORT, setting: { name: "" } }).match(/</g)?.length;
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(asHtml({ ...REPORT, setting: { name: text } }).match(/</g)?.length).toBe(plain);
      }),
    );
  });
});
