// SPDX-License-Identifier: GPL-2.0
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { INTERNAL_HEADERS, UAPI_HEADERS } from "./headers.mjs";
import { internalParts } from "./internal.mjs";

/** Headers that asm-generic provides for an architecture without its own. */
const ASM_HEADERS = [
  "bitsperlong",
  "errno",
  "fcntl",
  "ioctl",
  "ioctls",
  "mman",
  "param",
  "poll",
  "posix_types",
  "signal",
  "siginfo",
  "socket",
  "sockios",
  "stat",
  "swab",
  "types",
  "unistd",
];

/** stdint.h of a program's libc, in the kernel's own types. */
const STDINT = [8, 16, 32, 64].flatMap((bits) => [`uint${bits}_t=__u${bits}`, `int${bits}_t=__s${bits}`]);

/** Kernel annotations that `make headers` removes from the exported headers. */
const ANNOTATIONS = ["__user", "__force", "__iomem", "__bitwise", "__attribute_const__"];

const MAX_OUTPUT = 64 << 20;

/** gcc over the kernel's user headers, in a private include path. */
export class Compiler {
  #flags;
  #scratch;
  #prelude;

  /**
   * @param {string} source   the kernel source tree
   * @param {string} scratch  an empty folder
   */
  constructor(source, scratch) {
    this.#scratch = scratch;
    const include = join(scratch, "include");
    for (const name of ASM_HEADERS)
      this.#stub(include, `asm/${name}.h`, `#include <asm-generic/${name}.h>\n`);
    this.#stub(include, "asm/byteorder.h", "#include <linux/byteorder/little_endian.h>\n");
    this.#stub(include, "linux/compiler.h", "");
    this.#stub(include, "linux/compiler_types.h", "");
    this.#stub(include, "sys/socket.h", internalParts(source));
    this.#stub(include, "netinet/in.h", "#include <linux/in.h>\n#include <linux/in6.h>\n");
    this.#flags = [
      ...["-nostdinc", "-w", "-std=gnu11"],
      ...ANNOTATIONS.map((name) => `-D${name}=`),
      ...STDINT.map((definition) => `-D${definition}`),
      ...["-D__packed=__attribute__((packed))", "-D__always_inline=inline"],
      ...["-I", include, "-I", join(source, "include/uapi"), "-x", "c"],
    ];
    this.#prelude = [
      "#include <linux/types.h>",
      "#include <linux/time.h>",
      "#include <sys/socket.h>",
      ...UAPI_HEADERS.map((header) => `#include <${header}>`),
      ...INTERNAL_HEADERS.map((header) => `#include "${join(source, header)}"`),
    ].join("\n");
  }

  #stub(include, path, text) {
    const file = join(include, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  #cc(args, input) {
    const cc = process.env.CC ?? "gcc";
    const run = spawnSync(cc, [...this.#flags, ...args], { input, encoding: "utf8", maxBuffer: MAX_OUTPUT });
    if (run.error !== undefined) throw new Error(`${cc}: ${run.error.message}`);
    return run;
  }

  /** All headers, preprocessed. */
  preprocess(...args) {
    const run = this.#cc(["-E", "-P", ...args, "-"], this.#prelude);
    if (run.status !== 0) throw new Error(`the headers do not preprocess:\n${run.stderr}`);
    return run.stdout;
  }

  /**
   * Compiles `lines` after the headers. Returns the indices of lines with errors, or the
   * bytes of the section `.values`.
   * @param {readonly string[]} lines
   * @returns {{ bad: Set<number> } | { bytes: Buffer }}
   */
  compile(lines) {
    const object = join(this.#scratch, "probe.o");
    const unit = `${this.#prelude}\n#line 1 "probe"\n${lines.join("\n")}\n`;
    const run = this.#cc(["-c", "-fmax-errors=0", "-fdiagnostics-color=never", "-o", object, "-"], unit);
    if (run.status !== 0) {
      const bad = new Set([...run.stderr.matchAll(/(?:^|\s)probe:(\d+)[:,]/gm)].map((m) => Number(m[1]) - 1));
      if (bad.size === 0) throw new Error(`the headers do not compile:\n${run.stderr}`);
      return { bad };
    }
    const section = join(this.#scratch, "values.bin");
    execFileSync(process.env.OBJCOPY ?? "objcopy", ["-O", "binary", "-j", ".values", object, section]);
    return { bytes: readFileSync(section) };
  }
}
