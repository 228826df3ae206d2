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

constexpr char kMagic[] = "ktest tape 2\n";
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
	/* Without the zeros at the end: ioctls of ethtool have 64 KiB of them. */
	Writer &Content(const std::string &content)
	{
		size_t last = content.find_last_not_of('\0');

		Put(uint32_t(content.size()));
		return Bytes(content.data(), last == std::string::npos ? 0 : last + 1);
	}

      private:
	std::string *to_;
};

/* The contents of an area; zeros follow what is there of it. */
struct StoredContent {
	size_t count;
	std::string_view start;

	bool Is(const std::string &content) const
	{
		return content.size() == count &&
		       content.compare(0, start.size(), start) == 0 &&
		       content.find_first_not_of('\0', start.size()) == std::string::npos;
	}
};

class Reader
{
      public:
	explicit Reader(std::string_view from, size_t at = 0)
		: start_(from.data()), at_(start_ + at), end_(start_ + from.size())
	{
	}

	bool AtEnd() const
	{
		return at_ == end_;
	}
	size_t At() const
	{
		return size_t(at_ - start_);
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
	std::string_view Bytes()
	{
		size_t count = Get<uint32_t>();

		return std::string_view(Take(count), count);
	}
	StoredContent Content()
	{
		size_t count = Get<uint32_t>();
		std::string_view start = Bytes();

		if (start.size() > count)
			Bad();
		return {count, start};
	}
	[[noreturn]] static void Bad()
	{
		throw Error("KTEST_BAD_TAPE", "the tape of a command is damaged");
	}

      private:
	const char *start_, *at_, *end_;
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
		if (area.in)
			out.Content(Content(nr, area, area.bytes));
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
	for (const Area &area : memory.Areas())
		out.Content(Content(nr, area, memory.Written(area, ret)));
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
			StoredContent content = in.Content();

			if (content.count != place.count)
				Reader::Bad();
			memcpy(place.bytes.get(), content.start.data(), content.start.size());
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
		StoredContent then = in.Content();

		if (then.count > place.count)
			Reader::Bad();
		Area area = {-1, place.bytes.get(), place.count, false, true, Area::kAll, 1, 0, 0,
			     0,	 place.links};
		same = same && then.Is(Content(nr, area, then.count));
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

namespace
{

/* Tapes of one command, of which it becomes clear while they play which one it is. */
class Variants
{
      public:
	explicit Variants(const std::vector<std::string_view> &tapes) : tapes_(tapes)
	{
		for (std::string_view tape : tapes)
			if (tape.compare(0, sizeof(kMagic) - 1, kMagic) != 0)
				Reader::Bad();
	}

	size_t Current() const
	{
		return current_;
	}
	Reader Begin() const
	{
		return Reader(tapes_[current_], sizeof(kMagic) - 1);
	}

	/*
	 * The call at `in` has returned `ret`: goes on with a tape on which it did so, after the
	 * same conversation before. False: there is none.
	 */
	bool Choose(const Replay &call, Reader *in, long ret)
	{
		std::string_view so_far = tapes_[current_].substr(0, in->At());

		for (size_t n = current_; n < tapes_.size(); n++) {
			if (n != current_ && tapes_[n].compare(0, so_far.size(), so_far) != 0)
				continue;
			Reader answer(tapes_[n], so_far.size());
			if (!call.AnswersAs(answer, ret))
				continue;
			current_ = n;
			*in = answer;
			return true;
		}
		return false;
	}

      private:
	const std::vector<std::string_view> &tapes_;
	size_t current_ = 0; /* those before it are refuted */
};

} // namespace

std::optional<size_t> Play(Backend &backend, const std::vector<std::string_view> &tapes)
{
	if (tapes.empty())
		return std::nullopt;
	Variants variants(tapes);
	Reader in = variants.Begin();
	std::vector<int> tasks;

	while (!in.AtEnd()) {
		switch (in.Get<Step>()) {
		case kCreate: {
			size_t peer = in.Index<uint16_t>(tasks.size() + 1);
			std::string name(in.Bytes());
			int task = backend.CreateTask(peer ? tasks[peer - 1] : 0, name.c_str());

			if (task <= 0)
				return std::nullopt;
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
			    !variants.Choose(call, &in, ret))
				return std::nullopt;
			break;
		}
		default:
			Reader::Bad();
		}
	}
	return backend.Alive() ? std::optional(variants.Current()) : std::nullopt;
}

} // namespace ktest::exec
