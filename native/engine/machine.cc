// SPDX-License-Identifier: GPL-2.0
#include "machine.h"

#include "../src/error.h"
#include "behaviour.h"

#include <cstring>

namespace ktest::engine
{

Machine::Machine(const Rig *rig, uint8_t *edges)
    : rig_(rig), coverage_(std::make_shared<Coverage>(edges))
{
	Start();
}

/* Does the same calls as src/fuzz/rig/prepare.ts, so programs meet the same state, byte for byte.
 */
void Machine::Start()
{
	BootOptions options;

	executor_.reset();
	instance_.reset(); /* its slot is that of the next one */
	options.library = rig_->library;
	options.from = rig_->boot;
	options.limit_ns = rig_->cpu_limit_ns;
	instance_ = std::make_unique<Instance>(options);
	Snapshot booted = instance_->TakeSnapshot();
	executor_ = std::make_unique<fuzz::Executor>(instance_.get(),
						     fuzz::Tables::Parse(rig_->tables));
	for (const Rig::Network &network : rig_->networks) {
		instance_->Restore(instance_->LoadSnapshot(network.state, booted));
		executor_->AddNetwork(network.device, network.ends);
	}
	try {
		instance_->StartCoverage(coverage_);
		tells_edges_ = true;
	} catch (const Error &e) {
		if (e.code != std::string("KTEST_NO_COVERAGE"))
			throw;
	}
}

void Machine::Run(const fuzz::Program &program)
{
	/* What a crash has left of the library may be more than a snapshot puts right. */
	if (!instance_->Alive())
		Start();
	executor_->Run(program);
	if (!tells_edges_)
		CountBehaviour(program, Events(), coverage_->Edges());
}

void Machine::ForgetFatal()
{
	if (!instance_->Alive())
		memset(coverage_->Edges(), 0, LIB_EDGES);
}

} // namespace ktest::engine
