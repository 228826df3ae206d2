// SPDX-License-Identifier: GPL-2.0
#include "complaints.h"

namespace ktest::engine
{
namespace
{

std::string TextOf(const EventQueue::Event &event)
{
	return {reinterpret_cast<const char *>(event.payload), event.bytes};
}

} // namespace

const Symbols &Complaints::Names()
{
	if (!symbols_)
		symbols_.emplace(rig_->symbols, rig_->address);
	return *symbols_;
}

bool Complaints::IsComplaint(const EventQueue::Event &event, const std::string &text)
{
	constexpr size_t kMostKept = 4096;

	if (event.type == EventType::kDied)
		return true;
	if (judged_.size() > kMostKept)
		judged_.clear();
	auto [at, is_new] = judged_.emplace(static_cast<char>(event.id) + text, false);
	if (is_new)
		at->second = std::regex_search(text, rig_->complaint) ||
			     (event.id <= rig_->critical && !std::regex_search(text, rig_->remark));
	return at->second;
}

std::optional<Complaint> Complaints::Judge(const EventQueue &events, fuzz::Protocol protocol)
{
	std::optional<Complaint> found;
	std::optional<uint64_t> known_ns;

	events.ForEach([&](const EventQueue::Event &event) {
		if (found || (event.type != EventType::kLog && event.type != EventType::kDied))
			return;
		std::string text = TextOf(event);
		/* What is said at the same time belongs to it: a backtrace, a panic. */
		if (!IsComplaint(event, text) || known_ns == event.time_ns)
			return;
		if (event.type == EventType::kLog)
			text = Names().Name(text);
		std::string cause = std::regex_replace(text, rig_->varying, "#");
		auto known = rig_->known.find(protocol);
		if (known != rig_->known.end() && known->second.count(cause))
			known_ns = event.time_ns;
		else
			found = {text, cause};
	});
	return found;
}

std::string Complaints::Log(const EventQueue &events)
{
	std::string log;

	events.ForEach([&](const EventQueue::Event &event) {
		if (event.type == EventType::kLog)
			log += Names().Name(TextOf(event)) + '\n';
	});
	return log;
}

} // namespace ktest::engine
