/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_memory.h - the memory of this process that a call of the instance reads and writes.
 *
 * Knows the calls that the exec_*.cc group makes, as it makes them.
 */
#ifndef KTEST_EXEC_MEMORY_H
#define KTEST_EXEC_MEMORY_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ktest::exec
{

/* A place in an area that holds the address of another one. */
struct Link {
	size_t at;
	size_t area; /* index */
};

struct Area {
	int argument; /* which one points to it; -1: a link */
	char *start;
	size_t bytes;
	bool in, out;

	/* How much of it is valid afterwards. */
	enum Extent { kAll, kReturned, kLength } extent;
	size_t unit;	    /* kReturned: bytes of each of what the return value counts */
	size_t length_area; /* kLength: an integer in that area says how many bytes */
	size_t length_at, length_bytes;

	std::vector<Link> links;
};

class Memory
{
      public:
	Memory(long nr, const long args[6]);

	/* False: nothing is known about the memory of this call. */
	bool Known() const
	{
		return known_;
	}
	std::vector<Area> &Areas()
	{
		return areas_;
	}

	/* Bytes of an area that the call, having returned `ret`, has made valid. */
	size_t Written(const Area &area, long ret) const;

      private:
	size_t Add(int argument, const void *start, size_t bytes, bool in, bool out);
	void In(const long args[6], int argument, size_t bytes);
	Area &Out(const long args[6], int argument, size_t bytes);
	void Text(const long args[6], int argument);
	void Name(const long args[6], int address, int length);
	void Header(const long args[6], bool sending);
	void Ioctl(const long args[6]);
	void SetOption(const long args[6]);

	bool known_ = true;
	std::vector<Area> areas_;
};

/* What depends on nothing that a program could know is cleared in the copy of an area. */
void Neutralise(long nr, char *bytes, size_t count);

} // namespace ktest::exec

#endif /* KTEST_EXEC_MEMORY_H */
