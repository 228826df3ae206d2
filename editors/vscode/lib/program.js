// SPDX-License-Identifier: GPL-2.0
// @ts-check

const { spawn } = require("node:child_process");

/**
 * How a run of ktest ended: `status` is undefined if it was stopped.
 * @typedef {object} Ended
 * @property {number | undefined} status
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs `ktest …args` on a text.
 * @param {string} path  of the program
 * @param {readonly string[]} args
 * @param {string} input  for its standard input
 * @param {string | undefined} cwd
 * @param {AbortSignal} signal  stops it
 * @returns {Promise<Ended>}  rejected if the program cannot be started
 */
function runKtest(path, args, input, cwd, signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { signal, ...(cwd === undefined ? {} : { cwd }) });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    // a program that ends before it has read everything says why on standard error
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", (error) => {
      if (signal.aborted) resolve({ status: undefined, stdout, stderr });
      else reject(error);
    });
    child.on("close", (code) => {
      resolve({ status: signal.aborted || code === null ? undefined : code, stdout, stderr });
    });
  });
}

module.exports = { runKtest };
