/* SPDX-License-Identifier: GPL-2.0 */
/* edges.h - where the engine that this is linked with wants to read which code has run. */
#ifndef KTEST_ENGINE_EDGES_H
#define KTEST_ENGINE_EDGES_H

#include <cstdint>

namespace ktest::engine
{

/*
 * LIB_EDGES counters that the engine sets back to 0 before each run: AFL++'s map, or else inline
 * counters as clang makes them, which libFuzzer and others know. In the process that runs
 * programs: AFL++ forks. Throws KTEST_SMALL_MAP.
 */
uint8_t *EngineEdges();

} // namespace ktest::engine

#endif /* KTEST_ENGINE_EDGES_H */
