/* SPDX-License-Identifier: GPL-2.0 */
/*
 * instance_backend.h - an instance as exec.h wants to see it: errno values, no exceptions.
 */
#ifndef KTEST_INSTANCE_BACKEND_H
#define KTEST_INSTANCE_BACKEND_H

#include "exec.h"
#include "instance.h"

namespace ktest
{

class InstanceBackend : public exec::Backend
{
      public:
	explicit InstanceBackend(Instance *instance) : instance_(instance)
	{
	}
	~InstanceBackend() override;

	int CreateTask(int peer, const char *name) override;
	void ExitTask(int task) override;
	bool Start(int task, long nr, const long args[6], long *ret) override;
	bool Finished(int task, long *ret) override;
	void Interrupt(int task) override;
	uint64_t Now() override;
	uint64_t NextTimer() override;
	void AdvanceTo(uint64_t ns) override;
	bool Alive() override;

      private:
	Instance *const instance_;
	int signaller_ = 0; /* a task that sends signals; 0: not needed yet */
};

} // namespace ktest

#endif /* KTEST_INSTANCE_BACKEND_H */
