// SPDX-License-Identifier: GPL-2.0
#include "symbols.h"

#include "../src/slot.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace ktest::engine
{

Symbols::Symbols(const std::string &path, std::regex address) : address_(std::move(address))
{
	std::ifstream lines(path);

	for (std::string line; std::getline(lines, line);) {
		std::istringstream words(line);
		Function function = {};

		words >> std::hex >> function.offset >> function.name;
		functions_.push_back(function);
	}
}

std::string Symbols::Describe(uint64_t offset) const
{
	auto next = std::upper_bound(
		functions_.begin(), functions_.end(), offset,
		[](uint64_t value, const Function &function) { return value < function.offset; });

	if (next == functions_.begin() || std::prev(next)->name.empty())
		return "";
	std::ostringstream text;
	text << ' ' << std::prev(next)->name << "+0x" << std::hex
	     << offset - std::prev(next)->offset;
	return text.str();
}

std::string Symbols::Name(const std::string &line) const
{
	std::string named;
	auto rest = line.begin();

	for (std::sregex_iterator match(line.begin(), line.end(), address_), end; match != end;
	     ++match) {
		uint64_t number =
			std::stoull((*match)[(*match)[1].matched ? 1 : 2].str(), nullptr, 16);
		uint64_t offset = (*match)[1].matched
					  ? number
					  : (number - kSlotBase) % kSlotBytes - kImageOffset;

		named.append(rest, (*match)[0].second);
		named += Describe(offset);
		rest = (*match)[0].second;
	}
	return named.append(rest, line.end());
}

} // namespace ktest::engine
