// SPDX-License-Identifier: GPL-2.0
// @ts-check

const { dirname } = require("node:path");
const { runKtest } = require("./program.js");

/** Formats scripts with `ktest fmt -`. */
class Formatter {
  /**
   * @param {typeof import("vscode")} vscode
   * @param {(error: Error) => void} complain  is told when ktest cannot be started
   */
  constructor(vscode, complain) {
    this.vscode = vscode;
    this.complain = complain;
  }

  /**
   * @param {import("vscode").TextDocument} document
   * @param {import("vscode").FormattingOptions} _options  the layout is the same for everybody
   * @param {import("vscode").CancellationToken} token
   * @returns {Promise<import("vscode").TextEdit[]>}  none for a script with mistakes: they are shown
   */
  async provideDocumentFormattingEdits(document, _options, token) {
    const settings = this.vscode.workspace.getConfiguration("ktest", document.uri);
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const text = document.getText();
    const cwd = document.uri.scheme === "file" ? dirname(document.fileName) : undefined;
    try {
      const args = ["fmt", "-"];
      const ended = await runKtest(settings.get("path", "ktest"), args, text, cwd, controller.signal);
      if (ended.status !== 0 || ended.stdout === text) return [];
      const whole = new this.vscode.Range(document.positionAt(0), document.positionAt(text.length));
      return [this.vscode.TextEdit.replace(whole, ended.stdout)];
    } catch (error) {
      if (error instanceof Error) this.complain(error);
      return [];
    }
  }
}

module.exports = { Formatter };
