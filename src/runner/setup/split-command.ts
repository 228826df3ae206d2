// SPDX-License-Identifier: GPL-2.0

/** Words without anything that the shell would not take literally, and no assignment in front. */
const PLAIN = /^[\w./:@%+,-]+(?:[ \t]+[\w./:@%+,=-]+)*$/;

/** Commands of the shell itself, which leave something behind in it. */
const BUILTINS = new Set(
  (
    "alias bg break case cd command continue do done elif else eval esac exec exit export fg fi for function " +
    "getopts hash if in jobs local read readonly return set shift source then time times trap type ulimit umask " +
    "unalias unset until wait while . : [ !"
  ).split(" "),
);

/**
 * The lines of a command that can as well be run one at a time, each by a shell of its own: those
 * are plain words that start a program. What follows the first line that is not so is one command.
 * The status of the whole is that of the last.
 */
export function splitCommand(text: string): readonly string[] {
  const lines = text.split("\n");
  const parts: string[] = [];
  while (lines.length > 0) {
    const line = (lines[0] ?? "").trim();
    if (line !== "" && !isPlain(line)) break;
    if (line !== "") parts.push(line);
    lines.shift();
  }
  const rest = lines.join("\n").trim();
  return rest === "" ? parts : [...parts, rest];
}

function isPlain(line: string): boolean {
  const [first = ""] = line.split(/[ \t]/);
  return PLAIN.test(line) && !BUILTINS.has(first) && !/^\w+=/.test(first);
}
