// SPDX-License-Identifier: GPL-2.0
/*
 * target.cc - a kernel as a target of fuzzing engines: the interface of libFuzzer, which AFL++ has
 * a driver for, and others too.
 */
#include "../src/error.h"
#include "complaints.h"
#include "edges.h"
#include "machine.h"
#include "mutate.h"

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <vector>

using namespace ktest;
using namespace ktest::engine;

namespace
{

/* In the order of enum Protocol. */
constexpr const char *kProtocols[] = {"tcp", "udp", "sctp", "dccp", "mptcp"};
static_assert(std::size(kProtocols) == static_cast<size_t>(fuzz::Protocol::kCount));

/* They are there until the process ends: an engine ends it from a signal handler, too. */
Rig *rig;
Complaints *complaints;
Machine *machine;

[[noreturn]] void Fail(const Error &e)
{
	fprintf(stderr, "ktest: %s: %s\n", e.code.c_str(), e.what());
	_exit(2);
}

#ifdef KTEST_LIBFUZZER
/*
 * What fits programs, in front of options of the user's, which win. To keep statistics of rare
 * features, as libFuzzer does by default, takes several times as long as to run a program: it has
 * thousands of features.
 */
void AddDefaults(int *argc, char ***argv)
{
	static char entropic[] = "-entropic=0", max_len[] = "-max_len=6024"; /* 250 records */
	static std::vector<char *> all(*argv, *argv + *argc);

	all.insert(all.begin() + 1, {entropic, max_len});
	all.push_back(nullptr);
	*argc = all.size() - 1;
	*argv = all.data();
}
#else
void AddDefaults(int *, char ***)
{
}
#endif

/* Beside the program, or where KTEST_RIG says. */
std::string RigFolder()
{
	char path[PATH_MAX];
	const char *named = getenv("KTEST_RIG");

	if (named)
		return named;
	ssize_t bytes = readlink("/proc/self/exe", path, sizeof(path));
	std::string program(path, bytes < 0 ? 0 : bytes);
	return program.substr(0, program.rfind('/') + 1) + "rig";
}

/* For the engine that is how a finding ends. */
[[noreturn]] void Report(const Complaint &complaint, fuzz::Protocol protocol)
{
	fprintf(stderr, "%sktest: the kernel says: %s\n",
		complaints->Log(machine->Events()).c_str(), complaint.text.c_str());
	fprintf(stderr, "ktest: its line for --known: %s kernel-message %s\n",
		kProtocols[static_cast<size_t>(protocol)], complaint.cause.c_str());
	fflush(stderr);
	abort();
}

} // namespace

extern "C" {

__attribute__((visibility("default"))) int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	AddDefaults(argc, argv);
	try {
		rig = new Rig(Rig::Read(RigFolder()));
		complaints = new Complaints(rig);
		AnnounceEdges(Machine::Edges(*rig));
	} catch (const Error &e) {
		Fail(e);
	}
	return 0;
}

__attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz::Program program(data, size);

	if (!program.Records() || !rig->protocols.test(static_cast<size_t>(program.Protocol())))
		return 0;
	try {
		/* Not before there is a program: AFL++ forks, and the child would be without its
		 * memory. */
		if (!machine)
			machine = new Machine(rig, EngineEdges());
		machine->Run(program);
	} catch (const Error &e) {
		Fail(e);
	}
	if (auto complaint = complaints->Judge(machine->Events(), program.Protocol()))
		Report(*complaint, program.Protocol());
	/* A known bug that ends a kernel costs time, and so would all that is made of this program.
	 */
	machine->ForgetFatal();
	return 0;
}

__attribute__((visibility("default"))) size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	return Mutate(data, size, max_size, seed, nullptr, 0);
}

__attribute__((visibility("default"))) size_t
LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size, const uint8_t *other, size_t other_size,
			  uint8_t *out, size_t max_out, unsigned seed)
{
	size_t bytes = std::min(size, max_out);

	memcpy(out, data, bytes);
	return Mutate(out, bytes, max_out, seed, other, other_size);
}
}
