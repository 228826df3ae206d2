// SPDX-License-Identifier: GPL-2.0
#include "event_queue.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace ktest
{

EventQueue::EventQueue() : buffer_(static_cast<uint8_t *>(calloc(1, kBytes)), free)
{
	static_assert(sizeof(Head) == 64 && sizeof(Record) == 32, "layout of the buffer");
	if (!buffer_)
		throw std::bad_alloc();
}

bool EventQueue::Append(const Record &record, const void *first, size_t first_bytes, const void *second)
{
	/* JavaScript resets these two; whatever it wrote, nothing is written out of bounds. */
	size_t used = head()->bytes;
	size_t room = kBytes - sizeof(Head);
	size_t need = sizeof(record) + Pad(record.bytes);

	if (used % 8 || used > room || need > room - used)
		return false;
	uint8_t *at = buffer_.get() + sizeof(Head) + used;
	Copy(at, record, first, first_bytes, second);
	head()->bytes += need;
	head()->events++;
	return true;
}

void EventQueue::Copy(uint8_t *at, const Record &record, const void *first, size_t first_bytes,
		      const void *second)
{
	memcpy(at, &record, sizeof(record));
	at += sizeof(record);
	if (first_bytes)
		memcpy(at, first, first_bytes);
	if (record.bytes > first_bytes)
		memcpy(at + first_bytes, second, record.bytes - first_bytes);
}

void EventQueue::Push(EventType type, uint64_t time_ns, int id, double value, const void *first,
		      size_t first_bytes, const void *second, size_t second_bytes)
{
	size_t bytes = first_bytes + second_bytes;
	Record record = {static_cast<uint32_t>(type),
			 static_cast<uint32_t>(bytes),
			 static_cast<double>(time_ns),
			 id,
			 0,
			 value};

	if (head()->waiting == 0 && Append(record, first, first_bytes, second))
		return;

	size_t at = waiting_to_;
	waiting_.resize(at + sizeof(record) + Pad(bytes));
	Copy(&waiting_[at], record, first, first_bytes, second);
	waiting_to_ = waiting_.size();
	head()->waiting++;
}

uint32_t EventQueue::Pending() const
{
	return head()->events + head()->waiting;
}

void EventQueue::Refill()
{
	head()->events = 0;
	head()->bytes = 0;
	while (waiting_from_ < waiting_to_) {
		Record record;

		memcpy(&record, &waiting_[waiting_from_], sizeof(record));
		if (!Append(record, &waiting_[waiting_from_] + sizeof(record), record.bytes, nullptr))
			return;
		waiting_from_ += sizeof(record) + Pad(record.bytes);
		head()->waiting--;
	}
	waiting_.clear();
	waiting_from_ = waiting_to_ = 0;
	head()->waiting = 0;
}

void EventQueue::Clear()
{
	waiting_.clear();
	waiting_from_ = waiting_to_ = 0;
	head()->waiting = 0;
	head()->events = 0;
	head()->bytes = 0;
}

void EventQueue::SetStatus(bool alive, uint64_t now_ns)
{
	head()->alive = alive;
	head()->now = now_ns;
}

} // namespace ktest
