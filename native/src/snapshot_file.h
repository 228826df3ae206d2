/* SPDX-License-Identifier: GPL-2.0 */
/*
 * snapshot_file.h - a snapshot on disk, mapped rather than read when it comes back.
 *
 * The file holds a header, a table of runs of pages, and the pages. A new process maps each
 * run copy-on-write over the arena, so it starts at the price of the pages it touches. Good
 * for the same library (build id) in the same slot only.
 */
#ifndef KTEST_SNAPSHOT_FILE_H
#define KTEST_SNAPSHOT_FILE_H

#include "elf_file.h"
#include "page_map.h"
#include "region.h"

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

/* Replaces the file at `path` at once when it is complete. Throws an errno's name. */
void SaveSnapshot(const std::string &path, const SavedState &state, const Region &region,
		  const PageMap &pages);

class SnapshotFile
{
      public:
	/* Throws an errno's name or KTEST_BAD_SNAPSHOT. */
	explicit SnapshotFile(const std::string &path);

	const SavedState &State() const
	{
		return header_.state;
	}

	/* Throws KTEST_BAD_SNAPSHOT if it was not made of such a region. */
	void MapOnto(Region *region) const;

      private:
	friend void SaveSnapshot(const std::string &, const SavedState &, const Region &,
				 const PageMap &);
	struct Run {
		uint64_t first, pages; /* page numbers of the region */
	};
	struct Header {
		char magic[8];
		uint64_t checksum; /* of this header with 0 here, and the runs */
		uint64_t region_begin, region_pages;
		uint64_t runs;
		SavedState state;
	};
	static uint64_t Checksum(Header header, const std::vector<Run> &runs);
	static uint64_t DataOffset(uint64_t runs);
	static std::vector<Run> FindRuns(const PageMap &pages);
	[[noreturn]] void Bad(const char *why) const;

	File file_;
	Header header_;
	std::vector<Run> runs_;
};

} // namespace ktest

#endif /* KTEST_SNAPSHOT_FILE_H */
