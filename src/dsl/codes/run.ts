// SPDX-License-Identifier: GPL-2.0
import type { Explanation } from "./code.js";

export const RUN_CODES: readonly Explanation[] = [
  {
    code: "run/result",
    title: "a system call returned something else",
    text: "The result, the errno or something that the kernel wrote into an argument is not what the script says. All that differs is listed.",
  },
  {
    code: "run/blocked",
    title: "a system call never returned",
    text: "A call that has no second time has to return before the script goes on. This one waits, and nothing can happen any more that would end it: the kernel has no timer left, or has done nothing for ten hours but its own upkeep, such as router solicitations. A call that is to block is written with two times: +0...0.2 accept(…) = 4.",
  },
  {
    code: "run/blocking",
    title: "two blocking calls at once, or one that has not returned at the end",
    text: "As in packetdrill, one thread makes the calls with two times, so a second one can start only when the first has returned, and none may be left when the script ends.",
  },
  {
    code: "run/packet",
    title: "the kernel sent another packet",
    text: "A packet came, and differs from the expected one. The report shows both in script notation and every field that differs; fields that the script does not write are not compared.",
  },
  {
    code: "run/no-packet",
    title: "the kernel sent no packet",
    text: "An expected packet did not come, though the clock was turned on as far as it can be: for a packet at any time, until the kernel has done nothing for ten hours but its own upkeep.",
  },
  {
    code: "run/unexpected-packet",
    title: "the kernel sent a packet that the script does not expect",
    text: "With --strict every packet that the kernel sends while the script runs has to stand in it, from its time 0 to its last event. The report has the packet in script notation with its time, and points at the event behind which it would stand. What every host sends by itself to keep the network going does not count: neighbour discovery, router solicitations, multicast listener reports, IGMP.",
  },
  {
    code: "run/kernel-warning",
    title: "the kernel warned",
    text: "With --strict a line of the kernel's log at the level of a warning or above fails the test: WARN(), refcount_t, lockdep and the like. The report has the whole log.",
  },
  {
    code: "run/time",
    title: "something happened at another time",
    text: "The clock is virtual and exact, so times of the kernel's packets and of returns from blocking calls have to be exact too, unless the script or the user allows for a tolerance: --tolerance_usecs, --tolerance_percent.",
  },
  {
    code: "run/code",
    title: "a block of code failed",
    text: "An assertion between %{ and }% does not hold, or the code has an error. The message has the values that were compared.",
  },
  {
    code: "run/command",
    title: "a command failed",
    text: "A shell command in back quotes returned something else than 0. What it printed is in the report.",
  },
  {
    code: "run/limit",
    title: "the time that a test may take is over",
    text: "The virtual or the real time of a test is limited, so that a script that waits for nothing ends: --virtual-time-limit, --real-time-limit.",
  },
  {
    code: "run/died",
    title: "the kernel under test has died",
    text: "It panicked, oopsed or hung. The report has its log and a backtrace. Other tests are not affected: each worker is a process of its own.",
  },
  {
    code: "run/worker-died",
    title: "the process of a test has ended",
    text: "A worker process ended without a report, killed by a signal for example.",
  },
  {
    code: "run/kernel",
    title: "the kernel library refused a request",
    text: "The library could not do what the run asked of it: there is no such device, or no memory is left.",
  },
  {
    code: "run/set-up",
    title: "the run could not be set up",
    text: "Constants are missing, the device could not be configured, or the memory for the script's buffers is used up.",
  },
  {
    code: "run/file",
    title: "the script could not be read",
    text: "The file was there when the tests were planned, and could not be read when its turn came.",
  },
  {
    code: "run/capture",
    title: "the capture of a test could not be written",
    text: "The disk is full, or the folder is not ours to write. There is no file of that name then, or the one there was: a capture is whole or not there. What the test came to is told all the same.",
  },
  {
    code: "run/internal",
    title: "a fault of the tool",
    text: "Something happened that should be impossible. Please report it with the script.",
  },
];
