/* SPDX-License-Identifier: GPL-2.0 */
/* exec_writers.h - one writer of the host's files at a time, among all processes that ask. */
#ifndef KTEST_EXEC_WRITERS_H
#define KTEST_EXEC_WRITERS_H

#include <string>

namespace ktest::exec
{

/*
 * Takes the lock of a file, which is made if it is missing, for this process; does nothing if the
 * process has one. It waits for another process at most until that has had it for kMaxWaitMs, and
 * goes without where there cannot be a lock: then commands are no worse off than by themselves.
 */
void BecomeWriter(const std::string &path);

/* Gives it back, if the process has it. The end of a process does so, too. */
void StopWriting();

} // namespace ktest::exec

#endif /* KTEST_EXEC_WRITERS_H */
