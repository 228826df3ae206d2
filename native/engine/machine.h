/* SPDX-License-Identifier: GPL-2.0 */
/* machine.h - a kernel that runs the programs of an engine. */
#ifndef KTEST_ENGINE_MACHINE_H
#define KTEST_ENGINE_MACHINE_H

#include "../fuzz/executor.h"
#include "rig.h"

#include <memory>

namespace ktest::engine
{

class Machine
{
public:
	/* How many counters there are of what a rig's kernel does. Throws KTEST_BAD_LIBRARY. */
	static size_t Edges(const Rig &rig);

	/* edges: the counters, as Coverage wants them. Throws what an Instance does. */
	Machine(const Rig *rig, uint8_t *edges);

	/* The kernel is as new before it, whatever ran there last. */
	void Run(const fuzz::Program &program);

	/* What it has done is not to be seen by the engine if the kernel has died of it. */
	void ForgetFatal();

	/* Of the last run. */
	const EventQueue &Events() const
	{
		return instance_->Events();
	}

private:
	void Start();

	const Rig *const rig_;
	const bool tells_blocks_;
	const std::shared_ptr<Coverage> coverage_;
	std::unique_ptr<Instance> instance_;
	std::unique_ptr<fuzz::Executor> executor_;
};

} // namespace ktest::engine

#endif /* KTEST_ENGINE_MACHINE_H */
