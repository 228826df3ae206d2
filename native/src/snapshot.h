/* SPDX-License-Identifier: GPL-2.0 */
/* snapshot.h - the state of an instance at one moment. */
#ifndef KTEST_SNAPSHOT_H
#define KTEST_SNAPSHOT_H

#include "page_map.h"

#include <memory>
#include <optional>

namespace ktest
{

struct Snapshot {
	std::shared_ptr<PagePool> pool; /* names the instance, and outlives `pages` */
	PageMap pages;

	/* What DigestPages() says of the pages, once somebody has asked. */
	uint64_t Digest() const;
	mutable std::optional<uint64_t> digest = std::nullopt;
};

/*
 * The share of one page in a digest, which is the sum of these: of its number and its content.
 * A page of zeros has none, so it makes no difference whether it is there. Finds accidents, not
 * forgeries.
 */
uint64_t DigestPage(uint64_t page, const uint8_t *bytes);

} // namespace ktest

#endif /* KTEST_SNAPSHOT_H */
