// SPDX-License-Identifier: GPL-2.0
import { relative } from "node:path";
import type { Touched } from "./used-by-scripts.js";

/** What has happened since the last run. */
export interface Changes {
  /** Path of the kernel library, if that is another one. */
  readonly library: string | undefined;
  readonly touched: readonly Touched[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

const MOST_NAMED = 5;

/** What is run again, and why: a line each. `count`: scripts that are there. */
export function describeChanges(
  { library, touched, added, gone }: Changes,
  count: number,
): readonly string[] {
  const lines = [
    ...(library === undefined ? [] : [`${near(library)} has changed: running all ${scripts(count)}`]),
    ...touched.map(({ path, scripts: users }) => describeTouched(path, users)),
    ...added.map((path) => `${near(path)} is new: running it`),
    ...gone.map((path) => `${near(path)} is gone`),
  ];
  const more = lines.length - MOST_NAMED;
  return more <= 1 ? lines : [...lines.slice(0, MOST_NAMED), `and ${more} more`];
}

/** What is waited for. */
export function describeWait(count: number, files: number): string {
  const used = files === 0 ? "" : ` and ${files} ${files === 1 ? "file" : "files"} used by commands`;
  return `watching ${scripts(count)}${used}, and the kernel library; Ctrl-C ends`;
}

function describeTouched(path: string, users: readonly string[]): string {
  if (users.length === 1 && users[0] === path) return `${near(path)} has changed: running it`;
  const [first = ""] = users;
  const what =
    users.length === 1 ? `${near(first)}, which uses it` : `the ${users.length} scripts that use it`;
  return `${near(path)} has changed: running ${what}`;
}

function scripts(count: number): string {
  return `${count} ${count === 1 ? "script" : "scripts"}`;
}

/** Relative to where the user is, if it is below that. */
function near(path: string): string {
  const short = path.startsWith("/") ? relative(process.cwd(), path) : path;
  return short.startsWith("..") ? path : short;
}
