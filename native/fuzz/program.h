/* SPDX-License-Identifier: GPL-2.0 */
/*
 * program.h - what a fuzzer runs: system calls, packets of a scripted peer, and time, as records of one
 * size. src/fuzz/program/ writes and reads the same.
 *
 * Any bytes are a program, so an engine that knows nothing of the format (libFuzzer, AFL++) can make
 * new ones of old ones: operations and options that do not exist do nothing, numbers of sockets and
 * tables are taken modulo their size, and a last record that is not whole is left out. New operations get
 * new numbers; those that are there keep theirs, as corpora do.
 *
 * Nothing in a program depends on what the kernel has chosen: sequence numbers of the peer count from what
 * it has sent, acknowledgments from what it has received. Little endian.
 */
#ifndef KTEST_FUZZ_PROGRAM_H
#define KTEST_FUZZ_PROGRAM_H

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ktest::fuzz
{

/* Bytes of the head and of each record. */
constexpr size_t kRecordBytes = 24;

/* Records of one program that are run; what comes behind is left out. */
constexpr size_t kMaxRecords = 1024;

enum class Protocol : uint8_t { kTcp, kUdp, kSctp, kDccp, kMptcp, kCount };

struct Head {
	uint8_t protocol; /* Protocol, modulo their number */
	uint8_t flags;	  /* kIpv6 */
	uint16_t reserved;
	uint32_t schedule; /* 0: the kernel chooses between runnable tasks; or a seed of choices */
	uint32_t rest[4];
};
static_assert(sizeof(Head) == kRecordBytes);

constexpr uint8_t kIpv6 = 1;

enum class Op : uint8_t {
	kNothing = 0,

	/* ---- system calls; a, b, ... as said, `flags` those of the call unless said otherwise */
	kSocket = 1,	  /* a: kinds of the protocol (executor.h) */
	kBind = 2,	  /* port kLocalPort + a % kPorts; b & 1: the wildcard address */
	kListen = 3,	  /* a: backlog */
	kConnect = 4,	  /* to the peer's port of the connection a; b & 1: to none, AF_UNSPEC */
	kAccept = 5,	  /* the new socket gets the number a */
	kSend = 6,	  /* a: bytes; b: the connection that sendto() names, +1; 0: none */
	kReceive = 7,	  /* a: bytes of room */
	kShutdown = 8,	  /* a: how */
	kClose = 9,
	kSetOption = 10,  /* a: index of an option; b: its value; c: a second one, of structures */
	kGetOption = 11,  /* a: index of an option */
	kIoctl = 12,	  /* a: index of a request */
	kPoll = 13,	  /* a: timeout in ms, on tasks that may block */
	kSysctl = 14,	  /* a: index of a sysctl; b: its value */
	kFailNth = 15,	  /* the a-th allocation of the task's next call fails; fault injection only */
	kReadFile = 16,	  /* a: index of a file of /proc, which goes to the log */
	kMemory = 17,	  /* objects of slab caches beyond those at the beginning go to the log: "NAME COUNT\n" */

	/* ---- time */
	kAdvance = 24,	  /* by a us */
	kNextTimer = 25,  /* to the next timer, at most by a us */
	kSettle = 26,	  /* closes all sockets, then as kAdvance */

	/* ---- packets to the connection `unit`; see packets.h and the peers */
	kSegment = 32,	  /* TCP */
	kDatagram = 33,	  /* UDP */
	kChunk = 34,	  /* SCTP */
	kDccp = 35,	  /* DCCP */
	kIcmpError = 36,  /* a: index of type and code; b: MTU or pointer; c: added to the quoted sequence number */
	kAgain = 37,	  /* the frame that was sent a frames ago, once more */
	kTwist = 38,	  /* likewise, with the byte at b exchanged for c; d & 1: and right checksums */
	kMptcp = 39,	  /* MPTCP */
	kFragments = 40,  /* wrap.h, and so the next ones */
	kDamaged = 41,
	kOptions = 42,
	kEcho = 43,
};

struct Record {
	uint8_t op;
	/*
	 * The socket or connection: & 7. >> 4 & 3: the task that makes the call. Task 0 never waits;
	 * the others do where the call does, and meanwhile what is for them is left out.
	 */
	uint8_t unit;
	uint16_t flags;
	uint32_t a, b, c, d, e;

	size_t Unit() const
	{
		return unit & 7;
	}
	size_t Task() const
	{
		return unit >> 4 & 3;
	}
};
static_assert(sizeof(Record) == kRecordBytes);

constexpr size_t kUnits = 8, kTasks = 4;

/* Ports of the instance that kBind knows, and of the peer: one a connection. */
constexpr uint16_t kLocalPort = 8080, kPorts = 4, kPeerPort = 40000;

/* A program, as far as it is whole. */
class Program
{
      public:
	Program(const void *bytes, size_t size) : bytes_(static_cast<const uint8_t *>(bytes))
	{
		if (size < sizeof(Head))
			return;
		memcpy(&head_, bytes, sizeof(head_));
		records_ = (size - sizeof(Head)) / kRecordBytes;
		if (records_ > kMaxRecords)
			records_ = kMaxRecords;
	}

	enum Protocol Protocol() const
	{
		auto count = static_cast<uint8_t>(fuzz::Protocol::kCount);

		return static_cast<enum Protocol>(head_.protocol % count);
	}
	bool IsIpv6() const
	{
		return head_.flags & kIpv6;
	}
	uint32_t Schedule() const
	{
		return head_.schedule;
	}
	size_t Records() const
	{
		return records_;
	}
	Record At(size_t index) const
	{
		Record record;

		memcpy(&record, bytes_ + sizeof(Head) + index * kRecordBytes, sizeof(record));
		return record;
	}

      private:
	const uint8_t *bytes_;
	Head head_ = {};
	size_t records_ = 0;
};

} // namespace ktest::fuzz

#endif /* KTEST_FUZZ_PROGRAM_H */
