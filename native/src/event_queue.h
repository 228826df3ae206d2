/* SPDX-License-Identifier: GPL-2.0 */
/*
 * event_queue.h - what the library has called back with, on its way to JavaScript.
 *
 * Events are written into a buffer that JavaScript reads in place (src/kernel/event-reader.ts
 * is the other end): draining needs no crossing, and finding nothing costs one load. What
 * does not fit waits in a second buffer until Refill().
 *
 * The buffer, little endian, offsets in bytes:
 *
 *	0  u32	events in the buffer		8  u32	events that wait outside it
 *	4  u32	bytes they take			12 u32	1 if the instance is alive
 *	16 f64	CLOCK_MONOTONIC in ns		24..63	reserved
 *	64	events, each 8-byte aligned:
 *		0  u32	type (EventType)	4  u32	bytes of payload
 *		8  f64	time in ns		16 i32	device, task or level
 *		20	reserved		24 f64	return value or signal
 *		32	payload
 */
#ifndef KTEST_EVENT_QUEUE_H
#define KTEST_EVENT_QUEUE_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ktest
{

/* The last two are of ../fuzz/executor.h. */
enum class EventType : uint32_t { kFrame = 1, kComplete, kSignal, kLog, kDied, kInjected, kStep };

class EventQueue
{
      public:
	/* Room for a frame of the greatest size and many small ones. */
	static constexpr size_t kBytes = 256 << 10;

	EventQueue();

	/* The payload has one or two parts. */
	void Push(EventType type, uint64_t time_ns, int id, double value, const void *first,
		  size_t first_bytes, const void *second = nullptr, size_t second_bytes = 0);

	/* Events that JavaScript has not taken yet. */
	uint32_t Pending() const;

	/* One of them, for readers in C++. */
	struct Event {
		EventType type;
		uint64_t time_ns;
		int id;
		double value;
		const uint8_t *payload;
		size_t bytes;
	};

	/* f(event) for each of them, oldest first. They stay. */
	template <typename F> void ForEach(F &&f) const
	{
		ForEachIn(buffer_.get() + sizeof(Head), head()->bytes, f);
		ForEachIn(waiting_.data() + waiting_from_, waiting_to_ - waiting_from_, f);
	}

	/* Moves as many waiting events into the emptied buffer as fit. */
	void Refill();
	void Clear();

	/* The part of the state that JavaScript reads without a crossing. */
	void SetStatus(bool alive, uint64_t now_ns);

	/* The buffer; it lives as long as anybody holds it. */
	const std::shared_ptr<uint8_t> &Buffer() const
	{
		return buffer_;
	}

      private:
	struct Head {
		uint32_t events, bytes, waiting, alive;
		double now;
		uint64_t reserved[5];
	};
	struct Record {
		uint32_t type, bytes;
		double time;
		int32_t id;
		uint32_t reserved;
		double value;
	};

	Head *head() const
	{
		return reinterpret_cast<Head *>(buffer_.get());
	}
	template <typename F> static void ForEachIn(const uint8_t *at, size_t bytes, F &f)
	{
		for (const uint8_t *end = at + bytes; at < end;) {
			auto *record = reinterpret_cast<const Record *>(at);

			f(Event{static_cast<EventType>(record->type), static_cast<uint64_t>(record->time),
				record->id, record->value, at + sizeof(*record), record->bytes});
			at += sizeof(*record) + Pad(record->bytes);
		}
	}
	static constexpr size_t Pad(size_t bytes)
	{
		return (bytes + 7) / 8 * 8;
	}
	bool Append(const Record &record, const void *first, size_t first_bytes, const void *second);
	static void Copy(uint8_t *at, const Record &record, const void *first, size_t first_bytes,
			 const void *second);

	std::shared_ptr<uint8_t> buffer_;
	/* Records that wait: those in [from, to) are complete. */
	std::vector<uint8_t> waiting_;
	size_t waiting_from_ = 0, waiting_to_ = 0;
};

} // namespace ktest

#endif /* KTEST_EVENT_QUEUE_H */
