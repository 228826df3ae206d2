/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_reaper.h - the two processes that Launched starts, up to the program's execve.
 *
 * Both share the memory of this process, the thread-local variables of the thread that started
 * them included: their code uses raw system calls only.
 */
#ifndef KTEST_EXEC_REAPER_H
#define KTEST_EXEC_REAPER_H

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <linux/filter.h>
#include <sys/types.h>

namespace ktest::exec
{

constexpr size_t kStackBytes = 64 << 10;

/* In memory that all three processes see, until `ready`. */
struct Launch {
	const char *const *paths; /* to try, in order */
	const char **argv;	  /* [0]: room for an interpreter */
	const char *const *envp;
	const char *cwd;
	struct sock_fprog filter;
	bool attached;		     /* keeps streams, session and process group */
	int null_fd, out_fd, err_fd; /* otherwise */
	int control_fd;
	unsigned long mask; /* of signals, for the program */
	char *program_stack;

	int listener = -1;
	int failure = 0; /* errno */
	const char *failed = nullptr;
	const char *executed = nullptr;
	pid_t program = -1;
	std::atomic<uint32_t> ready{0};
};

/* clone(2) this. `argument`: a Launch, that has to stay until it is ready. */
int Reaper(void *argument);

} // namespace ktest::exec

#endif /* KTEST_EXEC_REAPER_H */
