/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watchdog.h - ends calls into a library that do not end by themselves.
 *
 * A thread of its own looks ten times a second at which call each thread is in, and
 * signals a thread that has spent too much CPU time in one. Entering a library costs two
 * stores, no system call. CPU time, not real time: the library never waits for anything, so
 * an endless loop burns CPU, while a busy machine or a debugger stops the clock.
 */
#ifndef KTEST_WATCHDOG_H
#define KTEST_WATCHDOG_H

namespace ktest
{

struct ThreadState;

/* From the thread itself: at its first call into a library, and before it ends. */
void WatchdogWatch(ThreadState *thread);
void WatchdogForget(ThreadState *thread);

} // namespace ktest

#endif /* KTEST_WATCHDOG_H */
