/* SPDX-License-Identifier: GPL-2.0 */
/*
 * complaints.h - the one rule that an engine judges by: the kernel has no complaint and lives. It
 * is src/fuzz/oracles/kernel-message.ts, whose patterns come with the rig.
 */
#ifndef KTEST_ENGINE_COMPLAINTS_H
#define KTEST_ENGINE_COMPLAINTS_H

#include "../src/event_queue.h"
#include "rig.h"
#include "symbols.h"

#include <optional>
#include <unordered_map>

namespace ktest::engine
{

struct Complaint {
	std::string text;
	std::string cause; /* the same without numbers: for lists of known bugs */
};

class Complaints
{
public:
	explicit Complaints(const Rig *rig) : rig_(rig)
	{
	}

	/* What is wrong with a run, known bugs left aside. */
	std::optional<Complaint> Judge(const EventQueue &events, fuzz::Protocol protocol);

	/* The kernel's log of a run, a line each. */
	std::string Log(const EventQueue &events);

private:
	const Symbols &Names();
	bool IsComplaint(const EventQueue::Event &event, const std::string &text);

	const Rig *const rig_;
	std::optional<Symbols> symbols_; /* read when they are needed first */
	std::unordered_map<std::string, bool>
		judged_; /* what is said again and again; by text with level */
};

} // namespace ktest::engine

#endif /* KTEST_ENGINE_COMPLAINTS_H */
