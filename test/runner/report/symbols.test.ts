// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findLibrary } from "../../../src/kernel/index.js";
import { ElfFile } from "../../../src/runner/report/elf.js";
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

  it("knows where the last function ends", () => {
    const short = new SymbolTable([{ address: 0x100, name: "start_kernel" }], 0x200);
    expect([0x1ff, 0x200].map((address) => short.describe(address))).toEqual([
      "start_kernel+0xff",
      undefined,
    ]);
  });

  it("finds addresses as the port and as the kernel prints them, in any slot", () => {
    const library = findLibrary();
    const functions = new ElfFile(readFileSync(library)).functions();
    const { address = 0 } = functions.find(({ name }) => name === "tcp_v4_rcv") ?? {};
    const inSlot = (slot: number, offset: number): string =>
      `0x${(0x5000_0000_0000 + slot * 2 ** 30 + 0x1_0000 + offset).toString(16).padStart(16, "0")}`;
    const port = `liblinux+0x${(address + 4).toString(16)}`;
    const [first, last] = [inSlot(0, address + 4), inSlot(255, address + 4)];
    const arena = inSlot(0, 0x400_0000);
    expect(
      symbolize([` ${port}`, `BUG: KASAN: use in ${first}`, `${last},`, `at addr ${arena}`], library),
    ).toEqual([
      ` ${port} tcp_v4_rcv+0x4`,
      `BUG: KASAN: use in ${first} tcp_v4_rcv+0x4`,
      `${last} tcp_v4_rcv+0x4,`,
      `at addr ${arena}`,
    ]);
  });

  it("leaves lines without addresses alone, and then does not even look for the library", () => {
    const lines = ["Oops: general protection fault", "tun0: link up"];
    expect(symbolize(lines, "/nonexistent.so")).toBe(lines);
  });
});
