// SPDX-License-Identifier: GPL-2.0
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hasErrors, parse } from "../../src/dsl/index.js";
import { makeFolder } from "../cli/support/folder.js";
import { type Document, StubEditor } from "./support/stub-editor.js";

const EXTENSION = fileURLToPath(new URL("../../editors/vscode/", import.meta.url));
const require = createRequire(import.meta.url);

function readJson(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(EXTENSION, name), "utf8"));
}

test("the manifest names files that are there", () => {
  const text = readFileSync(join(EXTENSION, "package.json"), "utf8");
  const paths = [...text.matchAll(/"(\.\/[^"]+)"/g)].map(([, path]) => path ?? "");
  expect(paths.length).toBe(4);
  for (const path of paths) expect(existsSync(join(EXTENSION, path)), path).toBe(true);
  expect(readJson("language-configuration.json")).toHaveProperty("comments.lineComment", "//");
});

describe("snippets", () => {
  const snippets = Object.entries(readJson("snippets/packetdrill.json"));

  test.each(snippets)("%s is a piece of a script", (_, snippet) => {
    const { body } = snippet as { readonly body: string | readonly string[] };
    const lines = typeof body === "string" ? body : body.join("\n");
    const text = lines
      .replace(/\$\{\d+:([^${}]*)\}/g, "$1")
      .replace(/\$\{\d+:([^{}]*)\}/g, "$1")
      .replace(/\$\{?\d+\}?/g, "");
    expect(text).not.toContain("$");
    const { diagnostics, script } = parse(text, "snippet.pkt");
    expect(hasErrors(diagnostics), text).toBe(false);
    expect(script.events.length + (script.init ? 1 : 0)).toBeGreaterThan(0);
  });
});

describe("findings", () => {
  const { readFindings } = require(join(EXTENSION, "lib/diagnostics.js"));
  const line = {
    file: "a.pkt",
    line: 3,
    column: 5,
    endColumn: 8,
    severity: "warning",
    code: "c/d",
    message: "m",
  };

  test("count from 0 in editors", () => {
    expect(readFindings(`${JSON.stringify(line)}\n`)).toEqual([
      {
        start: { line: 2, character: 4 },
        end: { line: 2, character: 7 },
        severity: "warning",
        code: "c/d",
        message: "m",
      },
    ]);
  });

  test("have a width, and what is no finding is left out", () => {
    const empty = { ...line, endColumn: 5, severity: "error" };
    const found = readFindings(`note\n{\n{"a":1}\n${JSON.stringify(empty)}\n`);
    expect(found).toMatchObject([{ start: { character: 4 }, end: { character: 5 }, severity: "error" }]);
  });
});

/** A ktest that writes down how it was called, and answers with what it is told to. */
function fakeKtest(
  answer: string,
  status = 0,
): { readonly path: string; readonly calls: () => readonly string[] } {
  const folder = makeFolder();
  const [path, log] = [join(folder, "ktest"), join(folder, "log")];
  writeFileSync(join(folder, "answer"), answer);
  writeFileSync(
    path,
    `#!/bin/sh\necho "$*" >>'${log}'\ncat >'${folder}/input'\ncat '${folder}/answer'\nexit ${status}\n`,
  );
  chmodSync(path, 0o755);
  const calls = (): readonly string[] =>
    existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  return { path, calls };
}

const FINDING = `${JSON.stringify({ file: "x", line: 1, column: 3, endColumn: 6, severity: "error", code: "a/b", message: "m" })}\n`;

describe("the extension", () => {
  test("checks scripts that are open, and others when they are opened, changed and saved", async () => {
    const { path, calls } = fakeKtest(FINDING, 1);
    const editor = new StubEditor(EXTENSION, { path });
    const script = editor.document("/tmp/a-v6.pkt", "packetdrill", "0 f() = 0\n");
    editor.activate([script, editor.document("/tmp/b.ts", "typescript", "")]);
    const [found] = await editor.nextDiagnostics(script);
    expect(found).toMatchObject({
      range: { start: { line: 0, character: 2 }, end: { line: 0, character: 5 } },
      severity: "Error",
      source: "ktest",
      code: "a/b",
      message: "m",
    });
    expect(calls()).toEqual(["check --json --stdin-filename /tmp/a-v6.pkt -"]);
    const second = editor.document("/tmp/c.pkt", "packetdrill", "");
    for (const event of ["open", "change", "save"] as const) {
      editor.emit(event, second);
      await editor.nextDiagnostics(second);
    }
    expect(calls()).toHaveLength(4);
    editor.emit("close", second);
    expect(editor.diagnosticsOf(second)).toBeUndefined();
    editor.deactivate();
  });

  test("leaves out what the settings say", async () => {
    const { path, calls } = fakeKtest("");
    const editor = new StubEditor(EXTENSION, { path, check: "off" });
    const script = editor.document("/tmp/a.pkt", "packetdrill", "");
    editor.activate([script]);
    editor.settings = { path, check: "save", syntaxOnly: true };
    editor.emit("change", script);
    editor.emit("save", script);
    await editor.nextDiagnostics(script);
    expect(calls()).toEqual(["check --json --syntax-only --stdin-filename /tmp/a.pkt -"]);
    editor.deactivate();
  });

  test("does not show findings of a text that has changed since", async () => {
    const { path } = fakeKtest(FINDING, 1);
    const editor = new StubEditor(EXTENSION, { path });
    const script: Document = editor.document("/tmp/a.pkt", "packetdrill", "");
    editor.activate([script]);
    script.version++;
    editor.emit("save", script);
    expect(await editor.nextDiagnostics(script)).toHaveLength(1);
    expect(editor.timesSet(script)).toBe(1);
    editor.deactivate();
  });

  test("says once that there is no ktest", async () => {
    const editor = new StubEditor(EXTENSION, { path: "/nowhere/ktest" });
    const script = editor.document("/tmp/a.pkt", "packetdrill", "");
    editor.activate([script]);
    await editor.nextWarning();
    editor.emit("save", script);
    await editor.format(script);
    expect(editor.warnings).toEqual([expect.stringContaining("ktest.path")]);
    editor.deactivate();
  });

  test("formats a script, unless it has mistakes or is in order", async () => {
    const { path, calls } = fakeKtest("0 f() = 0\n");
    const editor = new StubEditor(EXTENSION, { path });
    const messy = editor.document("/tmp/a.pkt", "packetdrill", "0  f( ) = 0\n");
    editor.activate([]);
    expect(await editor.format(messy)).toMatchObject([
      { range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, newText: "0 f() = 0\n" },
    ]);
    expect(calls()).toEqual(["fmt -"]);
    expect(await editor.format(editor.document("/tmp/a.pkt", "packetdrill", "0 f() = 0\n"))).toEqual([]);
    editor.settings = { path: fakeKtest("0 f(\n", 2).path };
    expect(await editor.format(messy)).toEqual([]);
    editor.deactivate();
  });
});
