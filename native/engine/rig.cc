// SPDX-License-Identifier: GPL-2.0
#include "rig.h"

#include "../src/error.h"

#include <fstream>
#include <sstream>

namespace ktest::engine
{
namespace
{

/* Of 4 or 16 bytes as hexadecimal digits; how many bytes. */
size_t ReadAddress(const std::string &digits, uint8_t (&address)[16])
{
	size_t bytes = digits.size() / 2;

	if (digits.size() % 2 || (bytes != 4 && bytes != 16))
		throw Error("KTEST_BAD_RIG", "no address: " + digits);
	for (size_t i = 0; i < bytes; i++)
		address[i] = std::stoul(digits.substr(2 * i, 2), nullptr, 16);
	return bytes;
}

fuzz::Protocol ReadProtocol(std::istream &words)
{
	unsigned number;

	if (!(words >> number) || number >= static_cast<unsigned>(fuzz::Protocol::kCount))
		throw Error("KTEST_BAD_RIG", "no number of a protocol");
	return static_cast<fuzz::Protocol>(number);
}

std::string Rest(std::istream &words)
{
	std::string rest;

	std::getline(words >> std::ws, rest);
	return rest;
}

void ReadLine(const std::string &folder, std::istream &words, Rig *rig)
{
	std::string what, file;
	auto path = [&] { return folder + "/" + Rest(words); };

	words >> what;
	if (what == "library") {
		rig->library = path();
	} else if (what == "symbols") {
		rig->symbols = path();
	} else if (what == "boot") {
		rig->boot = path();
	} else if (what == "network") {
		Rig::Network network = {};
		std::string local, peer;

		words >> network.device >> local >> peer;
		size_t bytes = ReadAddress(local, network.ends.local);
		if (ReadAddress(peer, network.ends.peer) != bytes)
			throw Error("KTEST_BAD_RIG", "addresses of two versions of IP");
		network.ends.is_ipv6 = bytes == 16;
		network.state = path();
		rig->networks.push_back(network);
	} else if (what == "cpu-limit-ms") {
		words >> rig->cpu_limit_ns;
		rig->cpu_limit_ns *= 1000000;
	} else if (what == "protocol") {
		rig->protocols.set(static_cast<size_t>(ReadProtocol(words)));
	} else if (what == "complaint") {
		rig->complaint = Rest(words);
	} else if (what == "remark") {
		rig->remark = Rest(words);
	} else if (what == "varying") {
		rig->varying = Rest(words);
	} else if (what == "address") {
		rig->address = Rest(words);
	} else if (what == "critical") {
		words >> rig->critical;
	} else if (what == "known") {
		fuzz::Protocol protocol = ReadProtocol(words);

		rig->known[protocol].insert(Rest(words));
	} else {
		throw Error("KTEST_BAD_RIG", "no line of a rig: " + what);
	}
	if (!words)
		throw Error("KTEST_BAD_RIG", "no line of a rig: " + what + ": damaged");
}

std::ifstream Open(const std::string &path)
{
	std::ifstream file(path);

	if (!file)
		throw Error("KTEST_BAD_RIG",
			    path + " cannot be read: ktest fuzz --save-rig makes it");
	return file;
}

} // namespace

Rig Rig::Read(const std::string &folder)
{
	Rig rig;
	std::ifstream lines = Open(folder + "/rig"), tables = Open(folder + "/tables");
	std::ostringstream text;

	text << tables.rdbuf();
	rig.tables = text.str();
	for (std::string line; std::getline(lines, line);) {
		std::istringstream words(line);

		try {
			ReadLine(folder, words, &rig);
		} catch (const std::logic_error &e) { /* of std::stoul() */
			throw Error("KTEST_BAD_RIG", "no line of a rig: " + line);
		} catch (const std::regex_error &e) {
			throw Error("KTEST_BAD_RIG", "no line of a rig: " + line + ": " + e.what());
		}
	}
	if (rig.library.empty() || rig.boot.empty() || rig.networks.empty() || rig.protocols.none())
		throw Error("KTEST_BAD_RIG", folder + "/rig is not whole");
	return rig;
}

} // namespace ktest::engine
