// SPDX-License-Identifier: GPL-2.0
// @ts-check

const { basename, dirname } = require("node:path");
const { readFindings } = require("./diagnostics.js");
const { runKtest } = require("./program.js");

/** How long nobody has typed before a script is checked, in ms. */
const PAUSE_MS = 300;

/** Keeps the diagnostics of open scripts up to date. */
class Checker {
  /**
   * @param {typeof import("vscode")} vscode
   * @param {(error: Error) => void} complain  is told when ktest cannot be started
   */
  constructor(vscode, complain) {
    this.vscode = vscode;
    this.complain = complain;
    this.collection = vscode.languages.createDiagnosticCollection("ktest");
    /** @type {Map<string, AbortController>} */
    this.running = new Map();
    /** @type {Map<string, NodeJS.Timeout>} */
    this.waiting = new Map();
  }

  /**
   * Checks a script when nobody has typed for a while.
   * @param {import("vscode").TextDocument} document
   */
  checkSoon(document) {
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(
      key,
      setTimeout(() => void this.check(document), PAUSE_MS),
    );
  }

  /**
   * Checks the text as it is in the editor; a check of the same script that still runs is stopped.
   * @param {import("vscode").TextDocument} document
   */
  async check(document) {
    const key = document.uri.toString();
    this.stop(key);
    const controller = new AbortController();
    this.running.set(key, controller);
    const { version } = document;
    try {
      const { path, args, cwd } = this.commandFor(document);
      const ended = await runKtest(path, args, document.getText(), cwd, controller.signal);
      if (ended.status === undefined || document.isClosed || document.version !== version) return;
      this.collection.set(
        document.uri,
        readFindings(ended.stdout).map((found) => this.diagnostic(found)),
      );
    } catch (error) {
      if (error instanceof Error) this.complain(error);
    } finally {
      if (this.running.get(key) === controller) this.running.delete(key);
    }
  }

  /** @param {import("vscode").TextDocument} document */
  forget(document) {
    this.stop(document.uri.toString());
    this.collection.delete(document.uri);
  }

  dispose() {
    for (const key of [...this.running.keys(), ...this.waiting.keys()]) this.stop(key);
    this.collection.dispose();
  }

  /** @param {string} key */
  stop(key) {
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.running.get(key)?.abort();
    this.running.delete(key);
  }

  /** @param {import("vscode").TextDocument} document */
  commandFor(document) {
    const settings = this.vscode.workspace.getConfiguration("ktest", document.uri);
    const isFile = document.uri.scheme === "file";
    const syntaxOnly = settings.get("syntaxOnly", false) ? ["--syntax-only"] : [];
    // the name decides in which variants a script runs
    const name = isFile ? document.fileName : basename(document.uri.path) || "untitled.pkt";
    return {
      path: settings.get("path", "ktest"),
      args: ["check", "--json", ...syntaxOnly, "--stdin-filename", name, "-"],
      cwd: isFile ? dirname(document.fileName) : undefined,
    };
  }

  /** @param {import("./diagnostics.js").Placed} found */
  diagnostic({ start, end, severity, code, message }) {
    const { Diagnostic, DiagnosticSeverity, Range } = this.vscode;
    const range = new Range(start.line, start.character, end.line, end.character);
    const level = severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
    const diagnostic = new Diagnostic(range, message, level);
    diagnostic.source = "ktest";
    diagnostic.code = code;
    return diagnostic;
  }
}

module.exports = { Checker };
