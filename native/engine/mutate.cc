// SPDX-License-Identifier: GPL-2.0
#include "mutate.h"

#include "../fuzz/program.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <vector>

namespace ktest::engine
{
namespace
{

using fuzz::Head;
using fuzz::Record;

/* Longer programs cost more time than they are worth: src/fuzz/generate/mutate.ts. */
constexpr size_t kMostRecords = 250, kMostChanges = 4, kMostTaken = 8, kMostLeftOut = 3;

constexpr uint32_t kSpecial[] = {0, 1, UINT32_MAX, INT32_MAX, UINT16_MAX, 1460};

class Mutator
{
public:
	Mutator(uint32_t seed, const uint8_t *bytes, size_t size)
	    : random_(seed + 1), records_(Read(bytes, size))
	{
	}

	void Change(const std::vector<Record> &other);

	bool Once(uint32_t in)
	{
		return Below(in) == 0;
	}
	uint32_t Number()
	{
		return random_() << 16 ^ random_();
	}
	const std::vector<Record> &Records() const
	{
		return records_;
	}

	static std::vector<Record> Read(const uint8_t *bytes, size_t size)
	{
		fuzz::Program program(bytes, size);
		std::vector<Record> records(program.Records());

		for (size_t i = 0; i < records.size(); i++)
			records[i] = program.At(i);
		return records;
	}

private:
	uint32_t Below(uint32_t n)
	{
		return n ? random_() % n : 0;
	}
	void ChangeRecord(Record *record);

	std::minstd_rand random_;
	std::vector<Record> records_;
};

void Mutator::ChangeRecord(Record *record)
{
	uint32_t Record::*const kFields[] = {&Record::a, &Record::b, &Record::c, &Record::d,
					     &Record::e};
	uint32_t &field = record->*kFields[Below(std::size(kFields))];

	switch (Below(5)) {
	case 0:
		field += Below(33) - 16;
		break;
	case 1:
		field ^= 1u << Below(32);
		break;
	case 2:
		field = kSpecial[Below(std::size(kSpecial))];
		break;
	case 3:
		record->flags ^= 1u << Below(16);
		break;
	default:
		record->unit = Below(4) | (Once(6) ? 16 : 0);
		break;
	}
}

void Mutator::Change(const std::vector<Record> &other)
{
	size_t at = Below(records_.size());
	auto here = records_.begin() + at;

	if (records_.empty()) {
		records_ = other;
		return;
	}
	switch (Below(6)) {
	case 0:
		records_.erase(here, here + std::min(records_.size() - at,
						     size_t(1 + Below(kMostLeftOut))));
		break;
	case 1:
		records_.insert(here, Record(*here));
		break;
	case 2: {
		size_t from = Below(other.size());
		size_t count = std::min(other.size() - from, size_t(1 + Below(kMostTaken)));

		records_.insert(here, other.begin() + from, other.begin() + from + count);
		break;
	}
	case 3:
		std::swap(*here, records_[Below(records_.size())]);
		break;
	default:
		ChangeRecord(&*here);
		break;
	}
}

} // namespace

size_t Mutate(uint8_t *data, size_t bytes, size_t room, uint32_t seed, const uint8_t *other,
	      size_t other_bytes)
{
	Mutator mutator(seed, data, bytes);
	std::vector<Record> others = other ? Mutator::Read(other, other_bytes) : mutator.Records();
	Head head = {};

	if (room < sizeof(head))
		return bytes;
	memcpy(&head, data, std::min(bytes, sizeof(head)));
	if (mutator.Once(16))
		head.schedule = mutator.Number();
	if (mutator.Once(16))
		head.flags ^= fuzz::kIpv6;
	for (uint32_t times = 1 + mutator.Number() % kMostChanges; times > 0; times--)
		mutator.Change(others);

	const std::vector<Record> &records = mutator.Records();
	size_t count =
		std::min({records.size(), kMostRecords, (room - sizeof(head)) / sizeof(Record)});

	memcpy(data, &head, sizeof(head));
	if (count)
		memcpy(data + sizeof(head), records.data(), count * sizeof(Record));
	return sizeof(head) + count * sizeof(Record);
}

} // namespace ktest::engine
