// SPDX-License-Identifier: GPL-2.0

/** How far a run is. */
export interface Progress {
  readonly tests: number;
  readonly done: number;
  /** Of those that are done: all that did not pass. */
  readonly failed: number;
  /** Real time since the run began, in ms. */
  readonly elapsedMs: number;
}

/** How far a run is, in a line: `812 of 1876 done, 2 failed, 640 tests/s, 2 s left`. */
export function describeProgress({ tests, done, failed, elapsedMs }: Progress): string {
  const parts = [`${done} of ${tests} done`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (done > 0 && elapsedMs > 0) {
    const perSecond = (done / elapsedMs) * 1000;
    parts.push(`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} tests/s`);
    parts.push(`${duration((tests - done) / perSecond)} left`);
  }
  return parts.join(", ");
}

const MINUTE = 60;
const HOUR = 3600;

/** Rounded up, so that nothing is left only at the end. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${whole % MINUTE} s`;
  return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
}
