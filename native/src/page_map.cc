// SPDX-License-Identifier: GPL-2.0
#include "page_map.h"

#include <cstring>

namespace ktest
{

void PageMap::RefSlot(void *slot, unsigned level)
{
	if (!slot)
		return;
	if (level == 0)
		PagePool::Ref(static_cast<Page *>(slot));
	else
		static_cast<Node *>(slot)->refs++;
}

/* `level` is the level of the node that holds the slot. */
void PageMap::UnrefSlot(void *slot, unsigned level)
{
	if (!slot)
		return;
	if (level == 0) {
		PagePool::Unref(static_cast<Page *>(slot));
		return;
	}
	Node *node = static_cast<Node *>(slot);
	if (--node->refs > 0)
		return;
	for (void *child : node->slot)
		UnrefSlot(child, level - 1);
	delete node;
}

/* A node that nobody else refers to, in place of `node`. */
PageMap::Node *PageMap::Own(Node *node, unsigned level)
{
	if (node && node->refs == 1)
		return node;

	Node *copy = new Node();
	copy->refs = 1;
	if (node) {
		memcpy(copy->slot, node->slot, sizeof(copy->slot));
		for (void *child : copy->slot)
			RefSlot(child, level);
		node->refs--;
	}
	return copy;
}

PageMap::PageMap(const PageMap &other) : root_(other.root_)
{
	RefSlot(root_, kLevels);
}

PageMap::~PageMap()
{
	UnrefSlot(root_, kLevels);
}

Page *PageMap::Get(uint32_t page) const
{
	const Node *node = root_;

	for (unsigned level = kLevels - 1; node && level > 0; level--)
		node = static_cast<Node *>(node->slot[page >> level * kBits & (kFanout - 1)]);
	return node ? static_cast<Page *>(node->slot[page & (kFanout - 1)]) : nullptr;
}

void PageMap::Set(uint32_t page, Page *content)
{
	Node **at = &root_;

	for (unsigned level = kLevels - 1;; level--) {
		Node *node = *at = Own(*at, level);
		void **slot = &node->slot[page >> level * kBits & (kFanout - 1)];

		if (level == 0) {
			UnrefSlot(*slot, 0);
			*slot = content;
			return;
		}
		at = reinterpret_cast<Node **>(slot);
	}
}

} // namespace ktest
