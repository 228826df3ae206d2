// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { SymbolTable, symbolize } from "../../../src/runner/report/symbols.js";

describe("SymbolTable", () => {
  const table = new SymbolTable([
    { address: 0x300, name: "tcp_v4_rcv" },
    { address: 0x100, name: "start_kernel" },
  ]);

  it("names the function that an address is in", () => {
    expect([0x50, 0x100, 0x2ff, 0x31c].map((address) => table.describe(address))).toEqual([
      undefined,
      "start_kernel+0x0",
      "start_kernel+0x1ff",
      "tcp_v4_rcv+0x1c",
    ]);
  });

  it("reads the functions of an ELF file, and finds none in a file that is no such", () => {
    // Node is an ELF executable, and may have been stripped: then it has no table to read.
    expect(() => SymbolTable.load(process.execPath)).not.toThrow();
    expect(SymbolTable.load(new URL(import.meta.url).pathname).describe(0x1000)).toBeUndefined();
  });

  it("leaves lines without addresses alone, and then does not even look for the library", () => {
    const lines = ["Oops: general protection fault", "tun0: link up"];
    expect(symbolize(lines, "/nonexistent.so")).toBe(lines);
  });
});
