// SPDX-License-Identifier: GPL-2.0
#include "edges.h"

#include "../src/error.h"

#include <liblinux.h>

/* Of afl-compiler-rt, if that is linked with. */
extern "C" {
extern uint8_t *__afl_area_ptr __attribute__((weak));
extern uint32_t __afl_map_size __attribute__((weak));
}

namespace ktest::engine
{
namespace
{

/* libFuzzer knows them by the section. */
__attribute__((section("__libfuzzer_extra_counters"), used, aligned(64)))
uint8_t extra_counters[LIB_EDGES];

} // namespace

uint8_t *EngineEdges()
{
	if (!&__afl_area_ptr)
		return extra_counters;
	if (__afl_map_size < LIB_EDGES)
		throw Error("KTEST_SMALL_MAP",
			    "AFL++ has a map of " + std::to_string(__afl_map_size) +
				    " edges: AFL_MAP_SIZE is to be " + std::to_string(LIB_EDGES));
	return __afl_area_ptr;
}

} // namespace ktest::engine
