/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_launch.h - starts a supervised program.
 *
 *	this process
 *	  reaper	shares our memory, so that starting it costs no copy of it; the
 *	  |		"subreaper" of the command: whatever is orphaned becomes its child
 *	  program	argv[0] of the command; in a session of its own, unless it is attached
 *	    ...
 *
 * The reaper makes two things certain: no process of a command outlives it, not even when
 * this process dies; and every descendant can be found (and, where Yama restricts ptrace, its
 * memory be read) from ours.
 */
#ifndef KTEST_EXEC_LAUNCH_H
#define KTEST_EXEC_LAUNCH_H

#include "exec.h"
#include "exec_fd.h"

#include <sched.h>
#include <sys/types.h>

namespace ktest::exec
{

class Launched
{
      public:
	/* Throws ktest::Error if the program cannot be started. */
	explicit Launched(const Command &command);

	/* Kills what is left of the command and waits for the reaper to end. */
	~Launched();

	Launched(const Launched &) = delete;
	Launched &operator=(const Launched &) = delete;

	/* Gets the system calls (seccomp_unotify(2)). */
	Fd listener;

	/* Read ends of the program's standard output and error; none if it is attached. */
	Fd out, err;

	/*
	 * Readable when the program has exited: ReadStatus() then. At its end: neither program
	 * nor descendants nor reaper are left.
	 */
	Fd control;

	/* Path that was executed. */
	std::string path;

	pid_t Reaper() const
	{
		return reaper_;
	}

	/* True: `status` is the program's, as of wait(2). False: end of control. */
	bool ReadStatus(int *status);

	/* Sends a signal to the program, if that still runs. */
	void Signal(int signo);

	/* Kills the program and all its descendants; control ends when they are gone. */
	void Kill();

      private:
	void Start(const Command &command);
	void ShareCpu(pid_t program);
	void Collect();

	pid_t reaper_ = -1;
	Fd pidfd_, program_;
	void *stack_ = nullptr;
	bool pinned_ = false;
	cpu_set_t affinity_; /* of this thread, before it was pinned */
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_LAUNCH_H */
