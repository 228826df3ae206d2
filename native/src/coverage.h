/* SPDX-License-Identifier: GPL-2.0 */
/* coverage.h - which code of the library runs, as lib_coverage() of liblinux.h notes it. */
#ifndef KTEST_COVERAGE_H
#define KTEST_COVERAGE_H

#include <cstddef>
#include <cstdint>
#include <liblinux.h>
#include <memory>

namespace ktest
{

/* The memory for it: shared by the instance and by JavaScript, which may outlive it, or an engine's. */
class Coverage
{
public:
	/* What is to be noted. */
	struct Wanted {
		bool edges, reached;
	};

	/* text_bytes: where the text segment of the library ends, from its beginning. */
	Coverage(Wanted wanted, size_t text_bytes);

	/* Edges only, in LIB_EDGES bytes of somebody else's that outlive this. */
	explicit Coverage(uint8_t *edges);

	/* Null if they are not wanted. */
	uint8_t *Edges() const
	{
		return edges_.get();
	}
	uint8_t *Reached() const
	{
		return reached_.get();
	}

	/* LIB_EDGES, or 0 if they are not wanted. */
	size_t EdgeBytes() const
	{
		return edges_ ? LIB_EDGES : 0;
	}
	/* A multiple of 8, for those who look at several at once. */
	size_t ReachedBytes() const
	{
		return reached_ ? reached_bytes_ : 0;
	}

	/* For lib_coverage(). */
	struct lib_coverage ForLibrary() const
	{
		return {edges_.get(), reached_.get(), reached_bytes_};
	}

	/*
	 * Adds the counters of edges to `seen`, LIB_EDGES bytes with a bit for each class of
	 * counts, and sets them back to 0. Returns for how many there is a new bit. Edges must be
	 * wanted.
	 */
	uint32_t TakeEdges(uint8_t *seen) const;

private:
	const size_t reached_bytes_;
	std::shared_ptr<uint8_t[]> edges_, reached_;
};

} // namespace ktest

#endif /* KTEST_COVERAGE_H */
