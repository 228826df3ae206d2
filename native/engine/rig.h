/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rig.h - what `ktest fuzz --save-rig FOLDER` has written for an engine: a kernel, ready for
 *programs.
 *
 * The folder holds the library, the states as files of ../src/snapshot_file.h, and two texts:
 *`tables` is that of ../fuzz/executor.h, and `rig` has a line for each of these:
 *
 *	library FILE
 *	symbols FILE			names of its functions: symbols.h
 *	boot FILE			the state after booting
 *	network DEVICE LOCAL PEER FILE	the state in which programs begin that ask for this version
 *of IP, as a difference from that; addresses in hexadecimal digits
 *	cpu-limit-ms N			what a call of the library may take
 *	protocol N			enum Protocol; one a line: programs of others are not run
 *	complaint, remark, varying, address REGEX; critical LEVEL; known PROTOCOL CAUSE	see
 *complaints.h
 */
#ifndef KTEST_ENGINE_RIG_H
#define KTEST_ENGINE_RIG_H

#include "../fuzz/packets.h"
#include "../fuzz/program.h"

#include <bitset>
#include <cstdint>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace ktest::engine
{

struct Rig {
	struct Network {
		int device;
		fuzz::Addresses ends;
		std::string state;
	};

	std::string library, symbols, boot, tables; /* paths; the text */
	uint64_t cpu_limit_ns = 0;
	std::vector<Network> networks;
	std::bitset<static_cast<size_t>(fuzz::Protocol::kCount)> protocols;

	std::regex complaint, remark, varying, address;
	int critical = 0;
	std::map<fuzz::Protocol, std::set<std::string>> known;

	/* Throws KTEST_BAD_RIG. */
	static Rig Read(const std::string &folder);
};

} // namespace ktest::engine

#endif /* KTEST_ENGINE_RIG_H */
