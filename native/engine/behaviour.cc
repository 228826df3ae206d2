// SPDX-License-Identifier: GPL-2.0
#include "behaviour.h"

#include "../fuzz/packets.h"

#include <algorithm>
#include <cmath>

namespace ktest::engine
{
namespace
{

/* Lengths of frames count by their power of two. */
uint32_t KindOfFrame(const EventQueue::Event &event)
{
	constexpr size_t kTcpFlags = 13;
	fuzz::Received packet;

	if (!fuzz::ReadIp(event.payload, event.bytes, &packet))
		return 0;
	uint32_t flags = packet.protocol == fuzz::kProtoTcp && packet.bytes > kTcpFlags
				 ? packet.payload[kTcpFlags]
				 : packet.protocol;

	return flags << 8 | static_cast<uint32_t>(std::log2(event.bytes));
}

uint32_t KindOf(const fuzz::Program &program, const EventQueue::Event &event)
{
	uint32_t kind = static_cast<uint32_t>(event.type) << 16;

	switch (event.type) {
	case EventType::kFrame:
	case EventType::kInjected:
		return kind | KindOfFrame(event);
	case EventType::kStep: {
		/* An errno, or whether there is a value. */
		int ret = event.value > 0 ? 1 : static_cast<int>(event.value);

		return kind | program.At(event.id).op << 8 | (ret & 0xff);
	}
	default:
		return kind;
	}
}

} // namespace

void CountBehaviour(const fuzz::Program &program, const EventQueue &events, uint8_t *counters)
{
	uint32_t before = 0;

	events.ForEach([&](const EventQueue::Event &event) {
		/* Fibonacci hashing; 16 bits for kBehaviours. */
		uint32_t here = KindOf(program, event) * 0x9e3779b1u >> 16;
		uint8_t *counter = &counters[(here ^ before) % kBehaviours];

		*counter += *counter < UINT8_MAX;
		before = here >> 1;
	});
}

} // namespace ktest::engine
