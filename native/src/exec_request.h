/* SPDX-License-Identifier: GPL-2.0 */
/* exec_request.h - a system call that waits for its result, and the answer to it. */
#ifndef KTEST_EXEC_REQUEST_H
#define KTEST_EXEC_REQUEST_H

#include "exec_child.h"
#include "exec_fd.h"

#include <cstdint>
#include <utility>

namespace ktest::exec
{

struct Request {
	uint64_t id;
	int nr; /* of x86-64 */
	uint64_t arg[6];
	Child child;
	int listener;

	int Int(int n) const
	{
		return int(arg[n]);
	}
};

/* How the supervisor deals with a request. */
struct Outcome {
	enum Kind {
		kContinue, /* the host performs the call */
		kReturn,   /* the call returns `value` */
		kFd,	   /* the call returns a new descriptor, a copy of `fd` */
		kPending,  /* it blocks in the instance */
	};

	Kind kind;
	long value = 0;
	Fd fd;
	bool close_on_exec = false;
};

inline Outcome Continue()
{
	return {Outcome::kContinue, 0, Fd(), false};
}

inline Outcome Return(long value)
{
	return {Outcome::kReturn, value, Fd(), false};
}

inline Outcome ReturnFd(Fd fd, bool close_on_exec)
{
	return {Outcome::kFd, 0, std::move(fd), close_on_exec};
}

inline Outcome Pending()
{
	return {Outcome::kPending, 0, Fd(), false};
}

/*
 * Takes the next request; false if its caller was killed meanwhile. Waits if there is none:
 * poll the listener first.
 */
bool Receive(int listener, Request *request);

/* Lets the caller go on; nothing happens if it was killed. Not for kPending. */
void Answer(const Request &request, const Outcome &outcome);

/* Gives the caller a copy of `fd` while it waits: its number there, or -errno. */
long Install(const Request &request, int fd, bool close_on_exec);

/* Whether the caller still waits. */
bool IsWaiting(const Request &request);

} // namespace ktest::exec

#endif /* KTEST_EXEC_REQUEST_H */
