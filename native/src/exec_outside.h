/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_outside.h - waiting for what comes from outside of a command: its standard input.
 *
 * When that will be is a matter of real time.
 */
#ifndef KTEST_EXEC_OUTSIDE_H
#define KTEST_EXEC_OUTSIDE_H

#include "exec_child.h"

#include <string>

namespace ktest::exec
{

class Outside
{
      public:
	/* attached: whether the command has this process's standard input. */
	explicit Outside(bool attached);

	/* Whether a descriptor leads there. */
	bool Is(const Child &child, int fd) const;

	/* Whether a thread is asleep in a system call of the host that waits for it. */
	bool IsAwaited(const Child &child) const;

      private:
	bool IsPolled(const Child &child, uint64_t fds, uint64_t count) const;
	bool IsSelected(const Child &child, uint64_t count, uint64_t set) const;

	std::string name_; /* in /proc/PID/fd; empty: nothing comes from there */
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_OUTSIDE_H */
