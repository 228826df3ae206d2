/* SPDX-License-Identifier: GPL-2.0 */
/*
 * snapshot_file.h - a snapshot on disk, mapped rather than read when it comes back.
 *
 * The file holds a header, a table of runs of pages, and the pages. There are two kinds:
 *
 * - a whole state: a new process maps each run copy-on-write over the arena, so it starts at
 *   the price of the pages it touches;
 * - the difference from another state, the base: an instance that has the base adds it to its
 *   snapshots. Such files are small, and their pages are copied rather than mapped.
 *
 * Good for the same library (build id) in the same slot only. A file tells whether it is whole:
 * header and table have a checksum, the pages a digest.
 */
#ifndef KTEST_SNAPSHOT_FILE_H
#define KTEST_SNAPSHOT_FILE_H

#include "elf_file.h"
#include "page_map.h"
#include "region.h"
#include "snapshot.h"

#include <string>
#include <vector>

namespace ktest
{

/* What an instance must know beside the pages. */
struct SavedState {
	uint64_t arena_bytes;
	uint64_t user, user_bytes;
	int32_t slot;
	int32_t main_task;
	char build_id[72];
};

/*
 * Replaces the file at `path` at once when it is complete. With a base the file holds the pages
 * that differ from it. Throws an errno's name.
 */
void SaveSnapshot(const std::string &path, const SavedState &state, const Region &region,
		  const PageMap &pages, const Snapshot *base);

class SnapshotFile
{
      public:
	/* Throws an errno's name or KTEST_BAD_SNAPSHOT. */
	explicit SnapshotFile(const std::string &path);

	const SavedState &State() const
	{
		return header_.state;
	}

	/* Throws KTEST_BAD_SNAPSHOT if it is not whole, or not of such a region. */
	void MapOnto(Region *region) const;

	/* The state that the file makes of its base. Throws KTEST_BAD_SNAPSHOT. */
	PageMap AddTo(const Snapshot &base, const Region &region) const;

      private:
	friend void SaveSnapshot(const std::string &, const SavedState &, const Region &,
				 const PageMap &, const Snapshot *);
	struct Run {
		uint64_t first, pages; /* page numbers of the region */
	};
	struct Header {
		char magic[8];
		uint64_t checksum; /* of this header with 0 here, and the runs */
		uint64_t region_begin, region_pages;
		uint64_t runs;
		uint64_t content; /* digest of the pages in the file */
		uint64_t base;	  /* digest of the base; 0: the file is a whole state */
		SavedState state;
	};
	static uint64_t Checksum(Header header, const std::vector<Run> &runs);
	static uint64_t DataOffset(uint64_t runs);
	static std::vector<Run> FindRuns(const PageMap &base, const PageMap &pages, uint64_t gap);
	uint64_t DigestRuns(const uint8_t *bytes) const;
	void CheckRegion(const Region &region) const;
	[[noreturn]] void Bad(const char *why) const;

	File file_;
	Header header_;
	std::vector<Run> runs_;
};

} // namespace ktest

#endif /* KTEST_SNAPSHOT_FILE_H */
