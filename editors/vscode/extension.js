// SPDX-License-Identifier: GPL-2.0
// @ts-check

const vscode = require("vscode");
const { Checker } = require("./lib/checker.js");
const { Formatter } = require("./lib/formatter.js");

const LANGUAGE = "packetdrill";

/** @param {import("vscode").ExtensionContext} context */
function activate(context) {
  const complain = complainOnce();
  const checker = new Checker(vscode, complain);
  /**
   * @param {import("vscode").TextDocument} document
   * @param {boolean} isTyping
   */
  const look = (document, isTyping) => {
    if (document.languageId !== LANGUAGE) return;
    const when = vscode.workspace.getConfiguration("ktest", document.uri).get("check", "change");
    if (when === "off") checker.forget(document);
    else if (!isTyping) void checker.check(document);
    else if (when === "change") checker.checkSoon(document);
  };
  context.subscriptions.push(
    checker,
    vscode.workspace.onDidOpenTextDocument((document) => look(document, false)),
    vscode.workspace.onDidSaveTextDocument((document) => look(document, false)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document, true)),
    vscode.workspace.onDidCloseTextDocument((document) => checker.forget(document)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration("ktest")) return;
      for (const document of vscode.workspace.textDocuments) look(document, false);
    }),
    vscode.languages.registerDocumentFormattingEditProvider(LANGUAGE, new Formatter(vscode, complain)),
  );
  for (const document of vscode.workspace.textDocuments) look(document, false);
}

/** Says once that ktest cannot be started: it is tried again with each change of a script. */
function complainOnce() {
  let isTold = false;
  /** @param {Error} error */
  return (error) => {
    if (isTold) return;
    isTold = true;
    void vscode.window.showWarningMessage(
      `ktest cannot be started, so scripts are not checked: ${error.message}. The setting ktest.path names the program.`,
    );
  };
}

module.exports = { activate };
