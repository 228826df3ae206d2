/* SPDX-License-Identifier: GPL-2.0 */
/* edges.h - where the engine that this is linked with wants to read which code has run. */
#ifndef KTEST_ENGINE_EDGES_H
#define KTEST_ENGINE_EDGES_H

#include <cstddef>
#include <cstdint>

namespace ktest::engine
{

/* Before the engine starts: how many counters there are going to be. Throws KTEST_SMALL_MAP. */
void AnnounceEdges(size_t n);

/*
 * The counters, which the engine sets back to 0 before each run: AFL++'s map, or else inline
 * counters as clang makes them, which libFuzzer and others know. Shared memory in whole pages; in
 * the process that runs programs: AFL++ forks.
 */
uint8_t *EngineEdges();

} // namespace ktest::engine

#endif /* KTEST_ENGINE_EDGES_H */
