// SPDX-License-Identifier: GPL-2.0
#include "machine.h"

#include "../src/elf_file.h"
#include "../src/slot.h"
#include "behaviour.h"

#include <cstring>
#include <fcntl.h>

namespace ktest::engine
{

namespace
{

size_t BlocksOf(const Rig &rig)
{
	return ElfFile(File(rig.library, O_RDONLY), kSlotBytes).counters.p_memsz;
}

} // namespace

size_t Machine::Edges(const Rig &rig)
{
	size_t blocks = BlocksOf(rig);

	return blocks ? blocks : kBehaviours;
}

Machine::Machine(const Rig *rig, uint8_t *edges)
    : rig_(rig), tells_blocks_(BlocksOf(*rig)),
      coverage_(std::make_shared<Coverage>(edges, Edges(*rig)))
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
	if (tells_blocks_)
		instance_->StartCoverage(coverage_, Coverage::Kind::kCounts);
}

void Machine::Run(const fuzz::Program &program)
{
	/* What a crash has left of the library may be more than a snapshot puts right. */
	if (!instance_->Alive())
		Start();
	executor_->Run(program);
	if (!tells_blocks_)
		CountBehaviour(program, Events(), coverage_->Counters());
}

void Machine::ForgetFatal()
{
	if (!instance_->Alive())
		memset(coverage_->Counters(), 0, coverage_->Blocks());
}

} // namespace ktest::engine
