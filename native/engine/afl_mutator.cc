// SPDX-License-Identifier: GPL-2.0
/* afl_mutator.cc - mutate.h as AFL++ wants it: AFL_CUSTOM_MUTATOR_LIBRARY, docs/custom_mutators.md
 * there. */
#include "mutate.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

using namespace ktest::engine;

namespace
{

struct State {
	std::minstd_rand random;
	std::vector<uint8_t> out;
};

} // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))

EXPORTED void *afl_custom_init(void *, unsigned seed)
{
	return new State{std::minstd_rand(seed + 1), {}};
}

EXPORTED size_t afl_custom_fuzz(void *data, const uint8_t *bytes, size_t size, const uint8_t **out,
				const uint8_t *other, size_t other_size, size_t max_size)
{
	auto *state = static_cast<State *>(data);

	size = std::min(size, max_size);
	if (state->out.size() < max_size)
		state->out.resize(max_size);
	memcpy(state->out.data(), bytes, size);
	*out = state->out.data();
	return Mutate(state->out.data(), size, max_size, state->random(), other, other_size);
}

EXPORTED void afl_custom_deinit(void *data)
{
	delete static_cast<State *>(data);
}
