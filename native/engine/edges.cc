// SPDX-License-Identifier: GPL-2.0
#include "edges.h"

#include "../src/error.h"

#include <cerrno>
#include <cstdlib>
#include <sys/mman.h>

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

uint8_t *counters;

/* Words of maps that AFL++ looks at at once. */
constexpr size_t kMapUnit = 64;

void AnnounceToAfl(size_t n)
{
	size_t bytes = (n + kMapUnit - 1) / kMapUnit * kMapUnit;
	const char *size = getenv("AFL_MAP_SIZE");

	if (size && strtoul(size, nullptr, 10) < bytes)
		throw Error("KTEST_SMALL_MAP", std::string("AFL_MAP_SIZE is ") + size +
						       ", and is to be at least " +
						       std::to_string(bytes));
	/* afl-fuzz is told by the fork server. */
	__afl_map_size = bytes;
}

} // namespace

void AnnounceEdges(size_t n)
{
	if (&__afl_area_ptr)
		return AnnounceToAfl(n);
	void *memory = mmap(nullptr, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		ThrowErrno("memory for counters", errno);
	counters = static_cast<uint8_t *>(memory);
	/* As the constructors of code that was compiled so would. */
	if (__sanitizer_cov_8bit_counters_init)
		__sanitizer_cov_8bit_counters_init(counters, counters + n);
}

uint8_t *EngineEdges()
{
	return &__afl_area_ptr ? __afl_area_ptr : counters;
}

} // namespace ktest::engine
