/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_netns.h - a Backend that is a network namespace of the host.
 *
 * Tests the supervision of programs by itself, against the kernel that runs the test: the
 * program stays in the host's namespace, and what it does has to happen in the other one.
 */
#ifndef KTEST_EXEC_NETNS_H
#define KTEST_EXEC_NETNS_H

#include "../src/exec.h"

#include <climits>
#include <map>
#include <memory>

namespace ktest::exec
{

class NetnsBackend : public Backend
{
      public:
	/* Throws ktest::Error if this user may not make namespaces. */
	NetnsBackend();
	~NetnsBackend() override;

	int CreateTask(int peer, const char *name) override;
	void ExitTask(int task) override;
	bool Start(int task, long nr, const long args[6], long *ret) override;
	bool Finished(int task, long *ret) override;
	void Interrupt(int task) override;
	uint64_t Now() override;
	uint64_t NextTimer() override;
	void AdvanceTo(uint64_t ns) override;
	bool Alive() override
	{
		return lifetime > 0;
	}

	/* It "dies" with the last of that many system calls, which then does not return. */
	int lifetime = INT_MAX;

      private:
	class Task;

	int net_ = -1, mount_ = -1;
	int last_ = 0;
	std::map<int, std::unique_ptr<Task>> tasks_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_NETNS_H */
