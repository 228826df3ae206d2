#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Everything that ktest needs on a fresh machine, in the order in which it is needed: Debian
 * packages, npm packages, the compiled TypeScript, the library, the constants of its headers,
 * the addon. Each step looks first whether there is anything to do. It uses nothing but Node
 * itself, since npm packages are one of the things it brings.
 *
 *	node tools/setup.mjs [--tests] [--variant NAME]
 *
 * --tests	also what only the tests need
 */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError, buildLibrary, excerpt } from "./build-library.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const build = join(root, "build");
const forTests = process.argv.includes("--tests");

const KERNEL_SOURCE = "linux-source-6.12";
const PACKAGES = {
  build: ["bc", "bison", "ccache", "cmake", "flex", "g++", "gcc", "make", "perl", "xz-utils", KERNEL_SOURCE],
  run: ["iproute2", "procps", "python3"],
  tests: ["afl++", "clang", "clang-format", "ethtool", "gdb", "iputils-ping", "libclang-rt-dev", "tshark"],
};
class SetupError extends Error {}

function say(text) {
  process.stderr.write(`ktest setup: ${text}\n`);
}

/** Runs a command to its end; its output is shown only if it fails. */
function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, ...options });
  if (done.error) throw new SetupError(`${command}: ${done.error.message}`);
  if (done.status !== 0)
    throw new SetupError(
      `${basename(command)} ${args.join(" ")} failed (${done.status ?? done.signal}):\n${excerpt(`${done.stdout}${done.stderr}`.trimEnd().split("\n"))}`,
    );
  return done.stdout;
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** The time of the latest change below a folder. */
function newest(folder, skip = []) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (skip.includes(entry.name)) continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path, skip) : modified(path));
  }
  return latest;
}

// ---- Debian packages -------------------------------------------------------------------

function isInstalled(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of dpkg-query
  const query = spawnSync("dpkg-query", ["-W", "-f", "${Status}", name], { encoding: "utf8" });
  return query.status === 0 && query.stdout.endsWith(" installed");
}

function installPackages() {
  const wanted = [...PACKAGES.build, ...PACKAGES.run, ...(forTests ? PACKAGES.tests : [])];
  const missing = wanted.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid() !== 0)
    throw new SetupError(`these Debian packages are missing; as root:\n\n  ${line}\n`);
  say(`installing ${missing.length} Debian packages: ${missing.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update"], { env });
  run("apt-get", line.split(" ").slice(1), { env });
}

// ---- npm packages and TypeScript -----------------------------------------------------------

function installModules() {
  const marker = join(root, "node_modules/.package-lock.json");
  if (modified(marker) >= modified(join(root, "package-lock.json"))) return;
  say("installing npm packages");
  // What the lock file names. Not "npm ci": that wants the optional packages of all platforms in
  // it, and npm leaves out those that the registry in use does not have.
  run("npm", ["install", "--no-save", "--no-audit", "--no-fund"]);
}

function compileTypeScript() {
  const parser = join(root, "src/dsl/parser.js");
  const bin = (name) => join(root, "node_modules/.bin", name);
  const maker = join(root, "tools/make-parser.mjs");
  const inputs = Math.max(
    newest(join(root, "src/dsl/grammar")),
    newest(join(root, "tools/parser")),
    modified(maker),
  );
  if (modified(parser) < inputs) run(process.execPath, [maker]);
  const marker = join(root, "dist/.built");
  const makers = ["tsconfig.json", "tools/bundle.mjs"].map((name) => modified(join(root, name)));
  if (modified(marker) >= Math.max(newest(join(root, "src")), ...makers)) return;
  say("compiling TypeScript");
  // Aside, so that a run in progress keeps its files until all the new ones are there.
  const fresh = join(root, "dist.new");
  rmSync(fresh, { recursive: true, force: true });
  run(bin("tsc"), ["-p", "tsconfig.json", "--outDir", fresh]);
  copyFileSync(parser, join(fresh, "dsl/parser.js"));
  run(process.execPath, [join(root, "tools/bundle.mjs"), fresh]);
  writeFileSync(join(fresh, ".built"), "");
  rmSync(join(root, "dist"), { recursive: true, force: true });
  renameSync(fresh, join(root, "dist"));
}

// ---- the library -----------------------------------------------------------------------------

/** The library that ktest runs by default. */
async function buildDefaultLibrary() {
  mkdirSync(build, { recursive: true });
  const { name, objects, source } = await buildLibrary({ root, say, title: "ktest setup" });
  link(join(objects, name), join(build, name));
  link(source, join(build, "kernel-source"));
  return { name, source };
}

/** In one step: whoever reads the link meanwhile finds the old or the new target. */
function link(target, path) {
  const next = `${path}.${process.pid}`;
  symlinkSync(target, next);
  renameSync(next, path);
}

function generateConstants({ name, source }) {
  const output = join(build, `${name.replace(/\.so$/, "")}.constants.json`);
  const inputs = Math.max(
    newest(join(root, "tools/constants")),
    modified(join(root, "tools/generate-constants.mjs")),
    modified(join(source, "Makefile")),
  );
  if (modified(output) >= inputs) return;
  say("generating constants from the kernel's headers");
  run("node", [join(root, "tools/generate-constants.mjs"), "--kernel-source", source, "--output", output]);
}

// ---- the addon ------------------------------------------------------------------------------

function buildAddon() {
  const addon = join(build, "native/Release/ktest.node");
  const inputs = Math.max(
    newest(join(root, "native"), ["build", "engine"]),
    newest(join(root, "kernel/include")),
  );
  if (modified(addon) >= inputs) return;
  say("compiling the addon");
  const launcher = ["--CDCMAKE_CXX_COMPILER_LAUNCHER=ccache"];
  const env = { ...process.env, CMAKE_BUILD_PARALLEL_LEVEL: run("nproc", []).trim() };
  run(
    join(root, "node_modules/.bin/cmake-js"),
    ["compile", "-d", "native", "-O", "build/native", ...launcher],
    { env },
  );
}

try {
  installPackages();
  installModules();
  compileTypeScript();
  generateConstants(await buildDefaultLibrary());
  buildAddon();
  writeFileSync(join(build, "setup.stamp"), "");
} catch (error) {
  if (!(error instanceof SetupError || error instanceof BuildError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
