// SPDX-License-Identifier: GPL-2.0
#include "edges.h"

#include "../src/error.h"

#include <liblinux.h>

extern "C" {
/* Of afl-compiler-rt, if that is linked with. */
extern uint8_t *__afl_area_ptr __attribute__((weak));
extern uint32_t __afl_map_size __attribute__((weak));

/* Of libFuzzer and others: what clang's -fsanitize-coverage=inline-8bit-counters calls. */
void __sanitizer_cov_8bit_counters_init(uint8_t *start, uint8_t *end) __attribute__((weak));
}

namespace ktest::engine
{
namespace
{

/* In pages of their own, as an engine may want to watch or clear them by pages. */
alignas(4096) uint8_t counters[LIB_EDGES];

/* Before main(), as the constructors of code that was compiled so would. */
__attribute__((constructor)) void Announce()
{
	if (__sanitizer_cov_8bit_counters_init && !&__afl_area_ptr)
		__sanitizer_cov_8bit_counters_init(counters, counters + LIB_EDGES);
}

} // namespace

uint8_t *EngineEdges()
{
	if (!&__afl_area_ptr)
		return counters;
	if (__afl_map_size < LIB_EDGES)
		throw Error("KTEST_SMALL_MAP",
			    "AFL++ has a map of " + std::to_string(__afl_map_size) +
				    " edges: AFL_MAP_SIZE is to be " + std::to_string(LIB_EDGES));
	return __afl_area_ptr;
}

} // namespace ktest::engine
