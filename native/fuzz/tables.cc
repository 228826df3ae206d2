// SPDX-License-Identifier: GPL-2.0
#include "executor.h"

#include "../src/error.h"

#include <sstream>

namespace ktest::fuzz
{
namespace
{

Tables::Kind ReadKind(const std::string &word)
{
	if (word == "int")
		return Tables::Kind::kInt;
	if (word == "ints")
		return Tables::Kind::kInts;
	if (word == "longs")
		return Tables::Kind::kLongs;
	if (word == "string")
		return Tables::Kind::kString;
	throw Error("KTEST_BAD_TABLES", "there is no kind of option \"" + word + "\"");
}

} // namespace

Tables Tables::Parse(const std::string &text)
{
	Tables tables;
	std::istringstream lines(text);

	for (std::string line; std::getline(lines, line);) {
		std::istringstream words(line);
		std::string what, word;

		words >> what;
		if (what == "option") {
			Option option = {};

			words >> option.level >> option.name >> word;
			if (words)
				option.kind = ReadKind(word);
			tables.options.push_back(option);
		} else if (what == "ioctl") {
			tables.ioctls.push_back(0);
			words >> tables.ioctls.back();
		} else if (what == "string" || what == "sysctl" || what == "file") {
			words >> word;
			(what == "string"   ? tables.strings
			 : what == "sysctl" ? tables.sysctls
					    : tables.files)
				.push_back(word);
		} else if (!what.empty()) {
			throw Error("KTEST_BAD_TABLES", "there is no table of \"" + what + "\"");
		}
		if (!what.empty() && !words)
			throw Error("KTEST_BAD_TABLES", "not a line of a table: " + line);
	}
	return tables;
}

} // namespace ktest::fuzz
