/* SPDX-License-Identifier: GPL-2.0 */
/*
 * executor.h - runs programs (program.h) on an instance: restores its snapshot, does record after
 * record, and leaves what happened in the instance's queue of events: beside the kernel's own events
 *
 *	kInjected	a frame of the peer's; id: the index of the record
 *	kStep		a system call has returned, or time has passed; id: the index, value: what it
 *			returned. The payload: i32 descriptor, u32 kind of the end (Step), and what came
 *			of a call that reads: data, value of an option, content of a file.
 *
 * Knows nothing of JavaScript and of the oracles.
 */
#ifndef KTEST_FUZZ_EXECUTOR_H
#define KTEST_FUZZ_EXECUTOR_H

#include "../src/instance.h"
#include "peer.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ktest::fuzz
{

/*
 * What indices in programs stand for. One text, since both ends of a corpus are to agree on it:
 *
 *	option LEVEL NAME KIND	KIND: int, ints (4 of 32 bits), longs (2 of 64 bits), string
 *	string TEXT		values of options of that kind
 *	ioctl REQUEST
 *	sysctl PATH
 *	file PATH
 */
struct Tables {
	enum class Kind { kInt, kInts, kLongs, kString };
	struct Option {
		long level, name;
		Kind kind;
	};

	std::vector<Option> options;
	std::vector<std::string> strings, sysctls, files;
	std::vector<long> ioctls;

	/* Throws KTEST_BAD_TABLES. */
	static Tables Parse(const std::string &text);
};

/* How a step ended. */
enum class Step : uint32_t {
	kReturned = 0,
	kBlocked = 1, /* it waits; another event follows when it has returned */
	kLeftOut = 2, /* the task waits, or there is no such thing */
	kMalformed = 3, /* no call, but a frame of the kernel's; the payload says what is wrong */
};

class Executor
{
      public:
	/* Memory that is the instance's is set up for programs: before the first AddNetwork(). */
	Executor(Instance *instance, Tables tables);
	~Executor();

	/*
	 * The present state of the instance is where programs begin that ask for this version of IP.
	 * `device` is up and has the local address.
	 */
	void AddNetwork(int device, const Addresses &ends);

	/* Runs it as far as the kernel lives. Returns how many records were done. */
	size_t Run(const Program &program);

      private:
	struct Network;
	struct Layout;
	struct Waiting {
		bool is;
		uint32_t index;
		Record record;
		int fd;
	};

	void LayOut();
	void Begin(const Program &program);
	void Do(const Record &record);
	void Sent(const uint8_t *frame, size_t bytes);
	void Pass(uint64_t t_ns);
	void TakeReturns();
	void Inject(const uint8_t *frame, size_t bytes, bool is_remembered);
	void Send();
	const std::vector<uint8_t> *Remembered(size_t back) const;
	void Fragments(const Record &record, const std::vector<uint8_t> *packet);
	void Damaged(const Record &record);
	void Icmp(const Record &record);
	void Again(const Record &record, bool is_twisted);
	void SystemCall(const Record &record);
	void Settle(const Record &record);
	long CallNow(long nr, const long (&args)[6], size_t except = kTasks);
	void Sysctl(const Record &record);
	void ReadFile(const Record &record);
	std::string Content(const uint8_t *path, long *error);
	std::string Slabs();
	void Memory();
	void FailNth(const Record &record);
	void Returned(const Record &record, uint32_t index, int fd, long ret);
	void Log(uint32_t index, double value, int fd, Step step, const void *data, size_t bytes);
	size_t SocketAddress(uint8_t *at, uint16_t port, const uint8_t *address) const;
	uint8_t *Buffer(size_t task) const;
	size_t Choose(const std::vector<int> &tasks);

	Instance *const instance_;
	const Tables tables_;
	std::array<int, kTasks> tasks_;
	std::unique_ptr<Network> networks_[2];
	std::unique_ptr<Peer> peers_[static_cast<size_t>(Protocol::kCount)];
	std::unique_ptr<Layout> layout_;

	/* ---- of the program that runs */
	const Network *network_ = nullptr;
	Peer *peer_ = nullptr;
	Protocol protocol_ = Protocol::kTcp;
	uint32_t index_ = 0;
	uint32_t choices_ = 0;
	bool has_passed_ = false;
	std::array<int, kUnits> fds_ = {};
	std::array<uint32_t, kUnits> positions_ = {};
	std::vector<int> open_;
	std::array<Waiting, kTasks> waiting_ = {};
	size_t waiting_count_ = 0;

	/* The last frames of the peer's, in a ring; and the last one of the kernel on each connection. */
	static constexpr size_t kRemembered = 16, kQuoted = 128;
	std::vector<uint8_t> remembered_[kRemembered];
	size_t remembered_count_ = 0;
	/* What is to happen to the next packet; op 0: nothing. And how many were fragmented. */
	Record fragments_ = {}, options_ = {};
	uint32_t fragmented_ = 0;
	struct Quote {
		size_t bytes;
		uint8_t data[kQuoted];
	};
	std::array<Quote, kUnits> quotes_ = {};
	std::unique_ptr<Frame> frame_;
};

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_EXECUTOR_H */
