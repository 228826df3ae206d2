// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SUFFIX = ".patch";
const PROTOCOLS = ["tcp", "udp", "sctp", "dccp", "mptcp"];
const FIELDS = ["SPDX-License-Identifier", "Protocol", "Breaks", "Oracle", "Variant"];

/**
 * Reads a mutant: lines `Field: value`, an empty line, a paragraph, an empty line, a unified diff.
 * @param {string} name
 * @param {string} text
 * @returns {import("./patch.mjs").Mutant}
 * @throws {Error} that says what is wrong with the patch
 */
export function parseMutant(name, text) {
  const wrong = (reason) => new Error(`${name}${SUFFIX}: ${reason}`);
  const start = text.search(/^--- /m);
  if (start < 0) throw wrong("no diff in it");
  const [head, ...paragraphs] = text.slice(0, start).trimEnd().split("\n\n");
  const description = paragraphs.join("\n\n").trim();
  if (description === "") throw wrong("no paragraph that tells what kind of mistake it is");

  const fields = new Map();
  for (const line of head.split("\n")) {
    const [, field, value] = /^([A-Za-z-]+): (\S.*)$/.exec(line) ?? [];
    if (field === undefined) throw wrong(`not a field: ${line}`);
    if (!FIELDS.includes(field)) throw wrong(`unknown field ${field}; there are ${FIELDS.join(", ")}`);
    if (fields.has(field)) throw wrong(`${field} is there twice`);
    fields.set(field, value);
  }
  const field = (which) => {
    if (!fields.has(which)) throw wrong(`no field ${which}`);
    return fields.get(which);
  };
  const protocol = field("Protocol");
  if (!PROTOCOLS.includes(protocol))
    throw wrong(`unknown protocol ${protocol}; there are ${PROTOCOLS.join(", ")}`);

  const diff = text.slice(start);
  const files = [...diff.matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(([, path]) => path);
  if (files.length === 0) throw wrong("no line +++ b/FILE in its diff");
  return {
    name,
    protocol,
    breaks: field("Breaks"),
    oracle: field("Oracle"),
    variant: fields.get("Variant") ?? "default",
    description,
    diff,
    files,
  };
}

/**
 * The mutants of a folder by name, or those that are named.
 * @param {string} folder
 * @param {readonly string[]} [only]
 * @returns {readonly import("./patch.mjs").Mutant[]}
 * @throws {Error} if a name or a patch is wrong
 */
export function readMutants(folder, only) {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`no mutant ${unknown} in ${folder}`);
  return names
    .filter((name) => only?.includes(name) ?? true)
    .map((name) => parseMutant(name, readFileSync(join(folder, name + SUFFIX), "utf8")));
}
