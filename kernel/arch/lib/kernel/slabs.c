// SPDX-License-Identifier: GPL-2.0
/*
 * slabs.c - /proc/lib/slabs: how many objects of each slab cache are allocated, a line "NAME COUNT"
 * each. For who looks for what a test has left behind: a leak of a single object shows.
 *
 * /proc/slabinfo has all that the CPU keeps at hand for allocated. Here it gives that back first, and
 * the slabs are counted where they are: in the pages. So do heads of buffers that NAPI keeps.
 */
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/version.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#include <net/hotdata.h>
#define skbuff_heads net_hotdata.skbuff_cache
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define skbuff_heads skbuff_cache
#else
#define skbuff_heads skbuff_head_cache
#endif

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

/* Its objects are in the place of heads of buffers, as in napi_skb_cache_get(). */
static struct kmem_cache *probe;

/* How many heads NAPI takes at once. */
static size_t bulk = 1;

/*
 * NAPI tells nobody how many heads it keeps. But when it has none it takes more from skbuff_heads, so
 * one from elsewhere says that it had none; the rest of those is handed out next.
 */
static void drain_napi(void)
{
	size_t bytes = SKB_DATA_ALIGN(1) + SKB_DATA_ALIGN(sizeof(struct skb_shared_info));
	struct kmem_cache *heads = skbuff_heads, *from;
	void *data = kmalloc(bytes, GFP_KERNEL);
	size_t left = bulk;
	struct sk_buff *skb;

	if (!data)
		return;
	local_bh_disable();
	skbuff_heads = probe;
	while (left) {
		skb = napi_build_skb(data, bytes);
		if (!skb)
			break;
		from = virt_to_slab(skb)->slab_cache;
		if (from == probe)
			left--;
		kmem_cache_free(from, skb);
	}
	skbuff_heads = heads;
	local_bh_enable();
	kfree(data);
}

/* Before there are packets: of one that NAPI is asked for, the rest stays with it. */
static void __init find_bulk(void)
{
	struct counted rest = { .cache = probe };

	drain_napi();
	kmem_cache_shrink(probe);
	count_objects(&rest, 1);
	bulk = rest.objects;
	drain_napi();
	bulk++;
}

static int slabs_show(struct seq_file *seq, void *v)
{
	size_t count, i;
	struct counted *caches = take_caches(&count);

	if (!caches)
		return -ENOMEM;
	drain_napi();
	for (i = 0; i < count; i++)
		kmem_cache_shrink(caches[i].cache);
	if (count)
		count_objects(caches, count);
	for (i = 0; i < count; i++)
		seq_printf(seq, "%s %lu\n", caches[i].cache->name, caches[i].objects);
	kvfree(caches);
	return 0;
}

/* Caches whose objects are constructed stay for themselves. */
static void construct(void *object)
{
}

static int __init slabs_init(void)
{
	struct proc_dir_entry *dir = proc_mkdir("lib", NULL);

	probe = kmem_cache_create("skbuff_probe", kmem_cache_size(skbuff_heads), 0, SLAB_PANIC, construct);
	find_bulk();
	if (!dir || !proc_create_single("slabs", 0400, dir, slabs_show))
		return -ENOMEM;
	return 0;
}
late_initcall(slabs_init);
