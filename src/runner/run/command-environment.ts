// SPDX-License-Identifier: GPL-2.0

/**
 * What tells how this process was started, and differs from start to start: shells make it themselves
 * for the programs they run.
 */
const OF_THE_STARTER = new Set(["_", "OLDPWD", "SHLVL", "PWD", "PACKETDRILL_PID"]);

let environment: Readonly<Record<string, string>> | undefined;

/**
 * The environment of commands: that of this process, which does not change. PACKETDRILL_PID, which
 * is another in each process, comes on top of it.
 */
export function commandEnvironment(): Readonly<Record<string, string>> {
  environment ??= Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || OF_THE_STARTER.has(name) ? [] : [[name, value] as const],
    ),
  );
  return environment;
}
