// SPDX-License-Identifier: GPL-2.0
#include "snapshot_file.h"

#include "error.h"
#include "slot.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace ktest
{
namespace
{

constexpr char kMagic[8] = {'k', 't', 'e', 's', 't', 's', 'n', '3'};
constexpr char kBad[] = "KTEST_BAD_SNAPSHOT";

/* Zero pages between two others that are written out rather than start another mapping. */
constexpr uint64_t kGap = 16;

/* FNV-1a, 64 bit. */
uint64_t Hash(uint64_t hash, const void *data, size_t bytes)
{
	const auto *at = static_cast<const unsigned char *>(data);

	for (size_t i = 0; i < bytes; i++)
		hash = (hash ^ at[i]) * 0x100000001b3;
	return hash;
}

} // namespace

uint64_t SnapshotFile::Checksum(Header header, const std::vector<Run> &runs)
{
	header.checksum = 0;
	return Hash(Hash(0xcbf29ce484222325, &header, sizeof(header)), runs.data(),
		    runs.size() * sizeof(Run));
}

uint64_t SnapshotFile::DataOffset(uint64_t runs)
{
	return (sizeof(Header) + runs * sizeof(Run) + kPage - 1) / kPage * kPage;
}

/* The pages that differ; ones alike between two of them count in, up to `gap` of them. */
std::vector<SnapshotFile::Run> SnapshotFile::FindRuns(const PageMap &base, const PageMap &pages,
						      uint64_t gap)
{
	std::vector<Run> runs;

	PageMap::Diff(base, pages, [&](uint32_t page, Page *, Page *) {
		if (runs.empty() || page - (runs.back().first + runs.back().pages) > gap)
			runs.push_back({page, 1});
		else
			runs.back().pages = page + 1 - runs.back().first;
	});
	return runs;
}

void SaveSnapshot(const std::string &path, const SavedState &state, const Region &region,
		  const PageMap &pages, const Snapshot *base)
{
	std::string unfinished = path + "." + std::to_string(getpid()) + ".tmp";
	std::vector<SnapshotFile::Run> runs = base ? SnapshotFile::FindRuns(base->pages, pages, 0)
						   : SnapshotFile::FindRuns(PageMap(), pages, kGap);
	SnapshotFile::Header header = {};

	for (const SnapshotFile::Run &run : runs)
		for (uint64_t i = 0; i < run.pages; i++)
			if (Page *page = pages.Get(run.first + i))
				header.content += DigestPage(run.first + i, page->bytes);
	memcpy(header.magic, kMagic, sizeof(kMagic));
	header.region_begin = region.Begin();
	header.region_pages = region.Pages();
	header.runs = runs.size();
	header.base = base ? base->Digest() : 0;
	header.state = state;
	header.checksum = SnapshotFile::Checksum(header, runs);
	try {
		File file(unfinished, O_WRONLY | O_CREAT | O_TRUNC, 0666);
		uint64_t offset = SnapshotFile::DataOffset(runs.size());

		file.Write(&header, sizeof(header), 0);
		file.Write(runs.data(), runs.size() * sizeof(runs[0]), sizeof(header));
		if (ftruncate(file.Fd(), offset)) // without a page, this is the end
			ThrowErrno(unfinished, errno);
		for (const SnapshotFile::Run &run : runs) {
			uint64_t bytes = run.pages * kPage;

			/* Pages of zeros stay holes; the run keeps its full length. */
			if (ftruncate(file.Fd(), offset + bytes))
				ThrowErrno(unfinished, errno);
			for (uint64_t i = 0; i < run.pages; i++)
				if (Page *page = pages.Get(run.first + i))
					file.Write(page->bytes, kPage, offset + i * kPage);
			offset += bytes;
		}
		if (rename(unfinished.c_str(), path.c_str()))
			ThrowErrno(path, errno);
	} catch (...) {
		unlink(unfinished.c_str());
		throw;
	}
}

void SnapshotFile::Bad(const char *why) const
{
	throw Error(kBad, file_.Path() + ": " + why);
}

SnapshotFile::SnapshotFile(const std::string &path) : file_(path, O_RDONLY), header_()
{
	uint64_t size = file_.Size(), data = 0;

	if (size < sizeof(header_))
		Bad("not a snapshot");
	file_.Read(&header_, sizeof(header_), 0, kBad);
	if (memcmp(header_.magic, kMagic, sizeof(kMagic)))
		Bad("not a snapshot, or one of another version");
	if (header_.runs > PageMap::kPages)
		Bad("damaged");
	runs_.resize(header_.runs);
	file_.Read(runs_.data(), runs_.size() * sizeof(Run), sizeof(header_), kBad);
	if (header_.checksum != Checksum(header_, runs_))
		Bad("damaged");
	for (const Run &run : runs_) {
		if (run.first > header_.region_pages ||
		    run.pages > header_.region_pages - run.first)
			Bad("damaged");
		data += run.pages * kPage;
	}
	if (size != DataOffset(runs_.size()) + data)
		Bad("cut short");
	header_.state.build_id[sizeof(header_.state.build_id) - 1] = '\0';
	if (header_.state.slot < 0 || header_.state.slot >= kSlots)
		Bad("damaged");
}

uint64_t SnapshotFile::DigestRuns(const uint8_t *bytes) const
{
	uint64_t digest = 0;

	for (const Run &run : runs_)
		for (uint64_t i = 0; i < run.pages; i++, bytes += kPage)
			digest += DigestPage(run.first + i, bytes);
	return digest;
}

void SnapshotFile::CheckRegion(const Region &region) const
{
	if (header_.region_begin != region.Begin() || header_.region_pages != region.Pages())
		Bad("made of another library, or with memory of another size");
}

void SnapshotFile::MapOnto(Region *region) const
{
	uint64_t offset = DataOffset(runs_.size());
	uint64_t bytes = file_.Size();
	auto pool = std::make_shared<PagePool>();
	PageMap pages;

	CheckRegion(*region);
	if (header_.base)
		Bad("a part of a state only");

	/*
	 * Once for the contents, out of the way of the instance. The digest touches all of it, a
	 * fault for some pages each, which is faster than MAP_POPULATE ...
	 */
	void *all = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file_.Fd(), 0);
	if (all == MAP_FAILED)
		ThrowErrno(file_.Path(), errno);
	pool->Adopt(all, bytes);
	if (DigestRuns(static_cast<uint8_t *>(all) + offset) != header_.content)
		Bad("damaged");

	/* ... and once, run by run, where the instance sees it. */
	for (const Run &run : runs_) {
		void *at = reinterpret_cast<void *>(region->Begin() + run.first * kPage);

		if (mmap(at, run.pages * kPage, PROT_READ, MAP_PRIVATE | MAP_FIXED, file_.Fd(),
			 offset) == MAP_FAILED)
			ThrowErrno(file_.Path(), errno);
		for (uint64_t i = 0; i < run.pages; i++)
			pages.Set(run.first + i,
				  pool->Refer(static_cast<uint8_t *>(all) + offset + i * kPage));
		offset += run.pages * kPage;
	}
	region->Adopt(pages, std::move(pool));
}

PageMap SnapshotFile::AddTo(const Snapshot &base, const Region &region) const
{
	uint64_t offset = DataOffset(runs_.size());
	std::vector<uint8_t> bytes(file_.Size() - offset);
	const uint8_t *at = bytes.data();
	PageMap pages = base.pages;

	CheckRegion(region);
	if (header_.base != base.Digest())
		Bad("made from another state");
	file_.Read(bytes.data(), bytes.size(), offset, kBad);
	if (DigestRuns(at) != header_.content)
		Bad("damaged");
	for (const Run &run : runs_)
		for (uint64_t i = 0; i < run.pages; i++, at += kPage) {
			bool is_zero = DigestPage(run.first + i, at) == 0;

			pages.Set(run.first + i, is_zero ? nullptr : base.pool->Copy(at));
		}
	return pages;
}

} // namespace ktest
