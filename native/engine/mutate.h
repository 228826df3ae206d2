/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mutate.h - programs like others: records left out, repeated, exchanged, changed, or taken from
 * another program. What engines do by themselves moves records by some bytes, after which nothing
 * means what it did.
 */
#ifndef KTEST_ENGINE_MUTATE_H
#define KTEST_ENGINE_MUTATE_H

#include <cstddef>
#include <cstdint>

namespace ktest::engine
{

/*
 * Changes the program of `bytes` at `data`, where there is room for `room`, and returns how long it
 * is now. `other` is one to take records from; null: this one.
 */
size_t Mutate(uint8_t *data, size_t bytes, size_t room, uint32_t seed, const uint8_t *other,
	      size_t other_bytes);

} // namespace ktest::engine

#endif /* KTEST_ENGINE_MUTATE_H */
