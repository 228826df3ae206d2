// SPDX-License-Identifier: GPL-2.0
/*
 * slabs.c - /proc/lib/slabs: how many objects of each slab cache are allocated, a line "NAME COUNT"
 * each. For who looks for what a test has left behind: a leak of a single object shows.
 *
 * /proc/slabinfo has all that the CPU keeps at hand for allocated. Here it gives that back first, and
 * the slabs are counted where they are: in the pages.
 */
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "../../../mm/internal.h"
#include "../../../mm/slab.h"

struct counted {
	struct kmem_cache *cache;
	unsigned long objects;
};

/* No cache goes while the file is read: those of modules would, and there are no modules. */
static struct counted *take_caches(size_t *count)
{
	struct kmem_cache *cache;
	struct counted *caches;
	size_t n = 0;

	mutex_lock(&slab_mutex);
	list_for_each_entry(cache, &slab_caches, list)
		n++;
	mutex_unlock(&slab_mutex);
	caches = kvcalloc(n, sizeof(*caches), GFP_KERNEL);
	if (!caches)
		return NULL;

	*count = 0;
	mutex_lock(&slab_mutex);
	list_for_each_entry(cache, &slab_caches, list)
		if (*count < n)
			caches[(*count)++].cache = cache;
	mutex_unlock(&slab_mutex);
	return caches;
}

static void count_objects(struct counted *caches, size_t count)
{
	struct counted *last = caches;
	unsigned long pfn;

	for (pfn = 0; pfn < max_pfn; pfn++) {
		struct page *page = pfn_to_page(pfn);
		struct folio *folio;
		struct slab *slab;

		/* Most of the memory is free, in large blocks. */
		if (PageBuddy(page))
			pfn += (1ul << buddy_order(page)) - 1;
		if (PageBuddy(page) || PageTail(page))
			continue;
		folio = page_folio(page);
		if (!folio_test_slab(folio))
			continue;
		slab = folio_slab(folio);
		if (last->cache != slab->slab_cache) {
			for (last = caches; last < caches + count - 1; last++)
				if (last->cache == slab->slab_cache)
					break;
		}
		if (last->cache == slab->slab_cache)
			last->objects += slab->inuse;
	}
}

static int slabs_show(struct seq_file *seq, void *v)
{
	size_t count, i;
	struct counted *caches = take_caches(&count);

	if (!caches)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		kmem_cache_shrink(caches[i].cache);
	if (count)
		count_objects(caches, count);
	for (i = 0; i < count; i++)
		seq_printf(seq, "%s %lu\n", caches[i].cache->name, caches[i].objects);
	kvfree(caches);
	return 0;
}

static int __init slabs_init(void)
{
	struct proc_dir_entry *dir = proc_mkdir("lib", NULL);

	if (!dir || !proc_create_single("slabs", 0400, dir, slabs_show))
		return -ENOMEM;
	return 0;
}
late_initcall(slabs_init);
