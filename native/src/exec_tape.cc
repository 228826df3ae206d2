// SPDX-License-Identifier: GPL-2.0
#include "exec_tape.h"

#include "error.h"
#include "exec_memory.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace ktest::exec
{
namespace
{

constexpr char kMagic[] = "ktest tape 1\n";
constexpr size_t kMaxTape = 4 << 20;
constexpr size_t kMaxArea = 64 << 20; // of one call, in bytes

enum Step : uint8_t { kCreate = 'c', kExit = 'x', kCall = 's' };

/* ---- writing and reading ------------------------------------------------------------------- */

class Writer
{
      public:
	explicit Writer(std::string *to) : to_(to)
	{
	}

	template <typename T> Writer &Put(T value)
	{
		to_->append(reinterpret_cast<const char *>(&value), sizeof(value));
		return *this;
	}
	Writer &Bytes(const void *bytes, size_t count)
	{
		Put(uint32_t(count));
		to_->append(static_cast<const char *>(bytes), count);
		return *this;
	}

      private:
	std::string *to_;
};

class Reader
{
      public:
	explicit Reader(const std::string &from) : at_(from.data()), end_(at_ + from.size())
	{
	}

	bool AtEnd() const
	{
		return at_ == end_;
	}
	const char *Take(size_t bytes)
	{
		if (size_t(end_ - at_) < bytes)
			Bad();
		const char *from = at_;
		at_ += bytes;
		return from;
	}
	template <typename T> T Get()
	{
		T value;

		memcpy(&value, Take(sizeof(value)), sizeof(value));
		return value;
	}
	/* A number below `limit`. */
	template <typename T> size_t Index(size_t limit)
	{
		T value = Get<T>();

		if (size_t(value) >= limit)
			Bad();
		return size_t(value);
	}
	std::string Bytes()
	{
		size_t count = Get<uint32_t>();

		return std::string(Take(count), count);
	}
	[[noreturn]] static void Bad()
	{
		throw Error("KTEST_BAD_TAPE", "the tape of a command is damaged");
	}

      private:
	const char *at_, *end_;
};

/* ---- a call on the tape ---------------------------------------------------------------------- */

/* The contents of an area without what depends on where it is. */
std::string Content(long nr, const Area &area, size_t bytes)
{
	std::string content(area.start, bytes);

	for (const Link &link : area.links)
		if (link.at + sizeof(void *) <= bytes)
			memset(&content[link.at], 0, sizeof(void *));
	Neutralise(nr, content.data(), bytes);
	return content;
}

/* What a call is about to do. */
void WriteCall(std::string *tape, size_t task, long nr, const long args[6],
	       const std::vector<Area> &areas)
{
	Writer out(tape);
	long values[6];

	std::copy(args, args + 6, values);
	for (const Area &area : areas)
		if (area.argument >= 0)
			values[area.argument] = 0;
	out.Put(kCall).Put(uint16_t(task)).Put(int64_t(nr));
	for (long value : values)
		out.Put(int64_t(value));
	out.Put(uint8_t(areas.size()));
	for (const Area &area : areas) {
		out.Put(int8_t(area.argument)).Put(uint32_t(area.bytes)).Put(uint8_t(area.in));
		if (area.in) {
			std::string content = Content(nr, area, area.bytes);

			out.Bytes(content.data(), content.size());
		}
		out.Put(uint8_t(area.links.size()));
		for (const Link &link : area.links)
			out.Put(uint32_t(link.at)).Put(uint8_t(link.area));
	}
}

/* What came of it. */
void WriteAnswer(std::string *tape, long nr, Memory &memory, long ret)
{
	Writer out(tape);

	out.Put(int64_t(ret));
	for (const Area &area : memory.Areas()) {
		std::string content = Content(nr, area, memory.Written(area, ret));

		out.Bytes(content.data(), content.size());
	}
}

/* A call that is made again. */
class Replay
{
      public:
	Replay(Reader &in, size_t tasks);

	size_t task;
	long nr;
	long args[6];

	/* Reads what it returned then. */
	bool AnswersAs(Reader &in, long ret) const;

      private:
	struct Place {
		std::unique_ptr<char[]> bytes;
		size_t count;
		std::vector<Link> links;
	};

	std::vector<Place> places_;
};

Replay::Replay(Reader &in, size_t tasks)
{
	size_t total = 0;

	task = in.Index<uint16_t>(tasks);
	nr = long(in.Get<int64_t>());
	for (long &value : args)
		value = long(in.Get<int64_t>());
	size_t count = in.Get<uint8_t>();
	std::vector<int> arguments;
	for (size_t n = 0; n < count; n++) {
		Place place;

		arguments.push_back(in.Get<int8_t>());
		if (arguments.back() >= 6)
			Reader::Bad();
		place.count = in.Get<uint32_t>();
		total += place.count;
		if (total > kMaxArea)
			Reader::Bad();
		place.bytes = std::make_unique<char[]>(std::max(place.count, size_t(1)));
		if (in.Get<uint8_t>()) {
			std::string content = in.Bytes();

			if (content.size() != place.count)
				Reader::Bad();
			memcpy(place.bytes.get(), content.data(), content.size());
		}
		size_t links = in.Get<uint8_t>();
		for (size_t l = 0; l < links; l++) {
			size_t at = in.Get<uint32_t>();
			size_t area = in.Index<uint8_t>(count);

			if (at + sizeof(void *) > place.count)
				Reader::Bad();
			place.links.push_back({at, area});
		}
		places_.push_back(std::move(place));
	}
	for (size_t n = 0; n < count; n++) {
		if (arguments[n] >= 0)
			args[arguments[n]] = reinterpret_cast<long>(places_[n].bytes.get());
		for (const Link &link : places_[n].links) {
			void *target = places_[link.area].bytes.get();

			memcpy(&places_[n].bytes[link.at], &target, sizeof(target));
		}
	}
}

bool Replay::AnswersAs(Reader &in, long ret) const
{
	bool same = in.Get<int64_t>() == ret;

	for (const Place &place : places_) {
		std::string then = in.Bytes();

		if (then.size() > place.count)
			Reader::Bad();
		Area area = {-1, place.bytes.get(), place.count, false, true, Area::kAll, 1, 0, 0,
			     0,	 place.links};
		same = same && Content(nr, area, then.size()) == then;
	}
	return same;
}

} // namespace

/* ---- recording ---------------------------------------------------------------------------------
 */

size_t Recorder::IndexOf(int task) const
{
	return size_t(std::find(tasks_.begin(), tasks_.end(), task) - tasks_.begin());
}

int Recorder::CreateTask(int peer, const char *name)
{
	int task = backend_.CreateTask(peer, name);

	complete_ = complete_ && task > 0;
	Writer(&tape_)
		.Put(kCreate)
		.Put(uint16_t(peer ? IndexOf(peer) + 1 : 0))
		.Bytes(name, strlen(name));
	tasks_.push_back(task);
	return task;
}

void Recorder::ExitTask(int task)
{
	backend_.ExitTask(task);
	Writer(&tape_).Put(kExit).Put(uint16_t(IndexOf(task)));
}

bool Recorder::Start(int task, long nr, const long args[6], long *ret)
{
	if (!complete_)
		return backend_.Start(task, nr, args, ret);
	Memory memory(nr, args);
	complete_ = memory.Known() && tape_.size() < kMaxTape;
	if (complete_)
		WriteCall(&tape_, IndexOf(task), nr, args, memory.Areas());
	bool ended = backend_.Start(task, nr, args, ret);
	complete_ = complete_ && ended;
	if (complete_)
		WriteAnswer(&tape_, nr, memory, *ret);
	return ended;
}

bool Recorder::Finished(int task, long *ret)
{
	return backend_.Finished(task, ret);
}

void Recorder::Interrupt(int task)
{
	complete_ = false;
	backend_.Interrupt(task);
}

uint64_t Recorder::Now()
{
	return backend_.Now();
}

uint64_t Recorder::NextTimer()
{
	return backend_.NextTimer();
}

void Recorder::AdvanceTo(uint64_t ns)
{
	complete_ = false;
	backend_.AdvanceTo(ns);
}

bool Recorder::Alive()
{
	return backend_.Alive();
}

std::string Recorder::Take()
{
	if (!complete_ || !backend_.Alive() || tape_.size() >= kMaxTape)
		return "";
	return kMagic + tape_;
}

/* ---- playing ------------------------------------------------------------------------------------
 */

bool Play(Backend &backend, const std::string &tape)
{
	Reader in(tape);
	std::vector<int> tasks;

	if (tape.compare(0, sizeof(kMagic) - 1, kMagic) != 0)
		Reader::Bad();
	in.Take(sizeof(kMagic) - 1);
	while (!in.AtEnd()) {
		switch (in.Get<Step>()) {
		case kCreate: {
			size_t peer = in.Index<uint16_t>(tasks.size() + 1);
			std::string name = in.Bytes();
			int task = backend.CreateTask(peer ? tasks[peer - 1] : 0, name.c_str());

			if (task <= 0)
				return false;
			tasks.push_back(task);
			break;
		}
		case kExit:
			backend.ExitTask(tasks[in.Index<uint16_t>(tasks.size())]);
			break;
		case kCall: {
			Replay call(in, tasks.size());
			long ret;

			if (!backend.Start(tasks[call.task], call.nr, call.args, &ret) ||
			    !call.AnswersAs(in, ret))
				return false;
			break;
		}
		default:
			Reader::Bad();
		}
	}
	return backend.Alive();
}

} // namespace ktest::exec
