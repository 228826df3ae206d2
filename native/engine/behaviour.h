/* SPDX-License-Identifier: GPL-2.0 */
/*
 * behaviour.h - what a run does, as far as it can be seen from outside: which event follows which.
 * It stands in for edges where the library does not tell which code runs, like
 * src/fuzz/campaign/behaviour.ts.
 */
#ifndef KTEST_ENGINE_BEHAVIOUR_H
#define KTEST_ENGINE_BEHAVIOUR_H

#include "../fuzz/program.h"
#include "../src/event_queue.h"

namespace ktest::engine
{

/* Counts in `edges`, LIB_EDGES of them. */
void CountBehaviour(const fuzz::Program &program, const EventQueue &events, uint8_t *edges);

} // namespace ktest::engine

#endif /* KTEST_ENGINE_BEHAVIOUR_H */
