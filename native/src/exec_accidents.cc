// SPDX-License-Identifier: GPL-2.0
#include "exec_accidents.h"

#include <sys/stat.h>

namespace ktest::exec
{

uint64_t InodeOf(const std::string &path)
{
	uint64_t hash = 0xcbf29ce484222325; // FNV-1a

	for (unsigned char c : path)
		hash = (hash ^ c) * 0x100000001b3;
	return hash >> 16 | 1; // not 0, and exact in programs that count in doubles
}

void ForgetAccidents(struct statx *stat)
{
	stat->stx_ino = 0;
	stat->stx_atime = stat->stx_btime = stat->stx_ctime = stat->stx_mtime = {};
}

void ForgetAccidents(char *buffer, size_t bytes)
{
	for (size_t at = 0; at + offsetof(Dirent, name) <= bytes;) {
		auto *entry = reinterpret_cast<Dirent *>(buffer + at);

		if (!entry->reclen)
			break;
		entry->ino = 0;
		at += entry->reclen;
	}
}

} // namespace ktest::exec
