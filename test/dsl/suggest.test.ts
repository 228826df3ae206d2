// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { nearest } from "../../src/dsl/suggest.js";

describe("nearest", () => {
  const names = ["SO_REUSEADDR", "SO_REUSEPORT", "SO_RCVBUF", "SO_SNDBUF", "TCP_NODELAY"];

  it.each([
    ["SO_REUSEADR", "SO_REUSEADDR"],
    ["SO_REUSEPROT", "SO_REUSEPORT"],
    ["so_rcvbuf", "SO_RCVBUF"],
    ["TCP_NODELEY", "TCP_NODELAY"],
  ])("takes %s for %s", (word, meant) => {
    expect(nearest(word, names)).toBe(meant);
  });

  it("has no suggestion for a word unlike all", () => {
    expect(nearest("IPV6_RECVERR", names)).toBeUndefined();
  });
});
