/* SPDX-License-Identifier: GPL-2.0 */
/*
 * behaviour.h - what a run does, as far as it can be seen from outside: which event follows which.
 * It stands in for coverage where the library does not tell which code runs, like
 * src/fuzz/campaign/behaviour.ts.
 */
#ifndef KTEST_ENGINE_BEHAVIOUR_H
#define KTEST_ENGINE_BEHAVIOUR_H

#include "../fuzz/program.h"
#include "../src/event_queue.h"

namespace ktest::engine
{

constexpr size_t kBehaviours = 64 << 10;

/* Counts in `counters`, kBehaviours of them. */
void CountBehaviour(const fuzz::Program &program, const EventQueue &events, uint8_t *counters);

} // namespace ktest::engine

#endif /* KTEST_ENGINE_BEHAVIOUR_H */
