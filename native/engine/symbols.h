/* SPDX-License-Identifier: GPL-2.0 */
/*
 * symbols.h - names of the library's functions, as src/runner/report/symbols.ts puts them into
 * lines of the kernel's log. The file has a line "OFFSET NAME" for each, ascending; the last one,
 * without a name, is where they end.
 */
#ifndef KTEST_ENGINE_SYMBOLS_H
#define KTEST_ENGINE_SYMBOLS_H

#include <cstdint>
#include <regex>
#include <string>
#include <vector>

namespace ktest::engine
{

class Symbols
{
public:
	/* address: matches an offset in the library (first group), or an address in a slot (second
	 * one). */
	Symbols(const std::string &path, std::regex address);

	/* The line with names behind the addresses. */
	std::string Name(const std::string &line) const;

private:
	struct Function {
		uint64_t offset;
		std::string name;
	};
	std::string Describe(uint64_t offset) const;

	const std::regex address_;
	std::vector<Function> functions_;
};

} // namespace ktest::engine

#endif /* KTEST_ENGINE_SYMBOLS_H */
