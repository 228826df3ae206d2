// SPDX-License-Identifier: GPL-2.0
/*
 * Scripted net_devices: what the stack sends goes to the caller, what the caller gives is
 * received. In the ways that a test can see (socket accounting, buffer layout, features)
 * they are tun and tap devices, drivers/net/tun.c, which packetdrill uses.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/ip.h>
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include <net/ip_tunnels.h>
#include <net/rtnetlink.h>
#include "lib.h"

#define FRAME_MAX (GSO_LEGACY_MAX_SIZE + ETH_HLEN - 1)

struct lib_netdev {
	struct net_device *dev;
	struct napi_struct napi;
	struct sk_buff_head arrived;
	u32 flags;
	u8 *frame;			/* a frame on its way out */
};

static struct work_struct request_work;

/* Registration may sleep: it is done by a kernel thread on behalf of the caller. */
static struct {
	const struct lib_dev_config *create;
	int destroy;
	int result;
} request;

/* ---- transmit ------------------------------------------------------------------------- */

/* What an offloading device would do with CHECKSUM_PARTIAL, on the copy. */
static void complete_checksum(const struct sk_buff *skb, u8 *frame)
{
	int start = skb_checksum_start_offset(skb);
	__sum16 sum = csum_fold(csum_partial(frame + start, skb->len - start, 0));

	put_unaligned(sum ?: CSUM_MANGLED_0, (__sum16 *)(frame + start + skb->csum_offset));
}

static netdev_tx_t transmit(struct sk_buff *skb, struct net_device *dev)
{
	struct lib_netdev *lib = netdev_priv(dev);

	if (skb->len > FRAME_MAX || skb_orphan_frags_rx(skb, GFP_ATOMIC)) {
		dev->stats.tx_dropped++;
		skb_tx_error(skb);
		kfree_skb(skb);
		return NET_XMIT_DROP;
	}
	skb_tx_timestamp(skb);
	skb_orphan(skb);
	nf_reset_ct(skb);
	txq_trans_cond_update(netdev_get_tx_queue(dev, skb->queue_mapping));

	skb_copy_bits(skb, 0, lib->frame, skb->len);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		complete_checksum(skb, lib->frame);
	dev->stats.tx_packets++;
	dev->stats.tx_bytes += skb->len;
	lib_host_transmit(dev->ifindex, lib->frame, skb->len);
	consume_skb(skb);
	return NETDEV_TX_OK;
}

/* ---- receive -------------------------------------------------------------------------- */

/* The layout of tun_alloc_skb(): as much as fits is linear, the rest in page fragments. */
static struct sk_buff *make_skb(const struct lib_netdev *lib, const void *frame, size_t bytes)
{
	size_t align = NET_SKB_PAD + (lib->flags & LIB_DEV_ETHER ? NET_IP_ALIGN : 0);
	size_t linear = min_t(size_t, SKB_MAX_HEAD(align), bytes);
	struct sk_buff *skb;
	int err;

	if (align + bytes < PAGE_SIZE)
		linear = bytes;
	skb = alloc_skb_with_frags(align + linear, bytes - linear, PAGE_ALLOC_COSTLY_ORDER, &err,
				   GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, align);
	skb_put(skb, linear);
	skb->data_len = bytes - linear;
	skb->len += bytes - linear;
	skb_store_bits(skb, 0, frame, bytes);
	return skb;
}

static int set_protocol(const struct lib_netdev *lib, struct sk_buff *skb)
{
	skb->dev = lib->dev;
	if (lib->flags & LIB_DEV_ETHER) {
		if (!pskb_may_pull(skb, ETH_HLEN))
			return -EINVAL;
		skb->protocol = eth_type_trans(skb, lib->dev);
		return 0;
	}
	skb_reset_mac_header(skb);
	switch (skb->data[0] >> 4) {
	case 4:
		skb->protocol = htons(ETH_P_IP);
		return 0;
	case 6:
		skb->protocol = htons(ETH_P_IPV6);
		return 0;
	}
	return -EINVAL;
}

static struct lib_netdev *find_netdev(int ifindex);

int lib_dev_receive(int ifindex, const void *frame, size_t bytes, unsigned int gso_size)
{
	struct lib_netdev *lib;
	struct sk_buff *skb;
	int err = lib_usable();

	if (err)
		return err;
	lib = find_netdev(ifindex);
	if (!lib)
		return -ENODEV;
	if (!(lib->dev->flags & IFF_UP))
		return -ENETDOWN;
	if (!frame || !bytes || bytes > FRAME_MAX)
		return -EMSGSIZE;
	skb = make_skb(lib, frame, bytes);
	if (!skb)
		return -ENOMEM;
	if (set_protocol(lib, skb)) {
		lib->dev->stats.rx_dropped++;
		kfree_skb(skb);
		return -EINVAL;
	}
	skb_reset_network_header(skb);
	if (gso_size) {
		skb_shinfo(skb)->gso_size = gso_size;
		skb_shinfo(skb)->gso_type = SKB_GSO_DODGY | (skb->protocol == htons(ETH_P_IP) ?
							     SKB_GSO_TCPV4 : SKB_GSO_TCPV6);
		skb_shinfo(skb)->gso_segs = 0;
	}
	skb_probe_transport_header(skb);
	skb_record_rx_queue(skb, 0);
	__skb_queue_tail(&lib->arrived, skb);
	lib_raise(LIB_IRQ_NETDEV);
	return 0;
}

static int poll(struct napi_struct *napi, int budget)
{
	struct lib_netdev *lib = container_of(napi, struct lib_netdev, napi);
	struct sk_buff *skb;
	int done = 0;

	while (done < budget && (skb = __skb_dequeue(&lib->arrived))) {
		lib->dev->stats.rx_packets++;
		lib->dev->stats.rx_bytes += skb->len;
		done++;
		if (lib->flags & LIB_DEV_GRO)
			napi_gro_receive(napi, skb);
		else
			netif_receive_skb(skb);
	}
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

/* ---- life cycle ------------------------------------------------------------------------- */

static int open(struct net_device *dev)
{
	struct lib_netdev *lib = netdev_priv(dev);

	napi_enable(&lib->napi);
	netif_start_queue(dev);
	return 0;
}

static int stop(struct net_device *dev)
{
	struct lib_netdev *lib = netdev_priv(dev);

	netif_stop_queue(dev);
	napi_disable(&lib->napi);
	__skb_queue_purge(&lib->arrived);
	return 0;
}

static void uninit(struct net_device *dev)
{
	struct lib_netdev *lib = netdev_priv(dev);

	netif_napi_del(&lib->napi);
	free_pages_exact(lib->frame, FRAME_MAX);
	lib->frame = NULL;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = open,
	.ndo_stop = stop,
	.ndo_uninit = uninit,
	.ndo_start_xmit = transmit,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static const struct net_device_ops netdev_l3_ops = {
	.ndo_open = open,
	.ndo_stop = stop,
	.ndo_uninit = uninit,
	.ndo_start_xmit = transmit,
};

static void setup(struct net_device *dev)
{
	dev->needs_free_netdev = true;
}

static void set_features(struct net_device *dev, u32 flags)
{
	dev->hw_features = NETIF_F_SG | NETIF_F_FRAGLIST;
	if (flags & LIB_DEV_CSUM)
		dev->hw_features |= NETIF_F_HW_CSUM;
	if (flags & LIB_DEV_TSO)
		dev->hw_features |= NETIF_F_TSO | NETIF_F_TSO6 | NETIF_F_TSO_ECN;
	dev->features = dev->hw_features;
	dev->vlan_features = dev->features;
#ifdef NETIF_F_LLTX
	dev->features |= NETIF_F_LLTX;
#else
	dev->lltx = true;
#endif
}

static void set_type(struct net_device *dev, const struct lib_dev_config *config)
{
	if (config->flags & LIB_DEV_ETHER) {
		ether_setup(dev);
		dev->priv_flags &= ~IFF_TX_SKB_SHARING;
		dev->netdev_ops = &netdev_ops;
		eth_hw_addr_set(dev, config->mac);
	} else {
		dev->type = ARPHRD_NONE;
		dev->flags = IFF_POINTOPOINT | IFF_NOARP | IFF_MULTICAST;
		dev->header_ops = &ip_tunnel_header_ops;
		dev->netdev_ops = &netdev_l3_ops;
	}
	dev->tx_queue_len = 500;
	dev->min_mtu = 68;
	dev->max_mtu = 65535 - dev->hard_header_len;
	dev->mtu = config->mtu ?: 1500;
}

/* NULL for a device of another driver. */
static struct lib_netdev *to_lib_netdev(struct net_device *dev)
{
	bool ours = dev->netdev_ops == &netdev_ops || dev->netdev_ops == &netdev_l3_ops;

	return ours ? netdev_priv(dev) : NULL;
}

static struct lib_netdev *find_netdev(int ifindex)
{
	struct net_device *dev;
	struct lib_netdev *lib;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(&init_net, ifindex);
	lib = dev ? to_lib_netdev(dev) : NULL;
	rcu_read_unlock();
	return lib;
}

static int create(const struct lib_dev_config *config)
{
	struct net_device *dev;
	struct lib_netdev *lib;
	int err;

	if (!dev_valid_name(config->name))
		return -EINVAL;
	dev = alloc_netdev(sizeof(*lib), config->name, NET_NAME_USER, setup);
	if (!dev)
		return -ENOMEM;
	lib = netdev_priv(dev);
	lib->dev = dev;
	lib->flags = config->flags;
	skb_queue_head_init(&lib->arrived);
	set_type(dev, config);
	set_features(dev, config->flags);
	lib->frame = alloc_pages_exact(FRAME_MAX, GFP_KERNEL);
	if (!lib->frame) {
		free_netdev(dev);
		return -ENOMEM;
	}
	netif_napi_add(dev, &lib->napi, poll);
	err = register_netdev(dev);
	if (err) {
		if (lib->frame) {
			netif_napi_del(&lib->napi);
			free_pages_exact(lib->frame, FRAME_MAX);
		}
		free_netdev(dev);
		return err;
	}
	return dev->ifindex;
}

static int destroy(int ifindex)
{
	struct lib_netdev *lib = find_netdev(ifindex);

	if (!lib)
		return -ENODEV;
	unregister_netdev(lib->dev);
	return 0;
}

static void work(struct work_struct *unused)
{
	request.result = request.create ? create(request.create) : destroy(request.destroy);
}

static int ask(const struct lib_dev_config *config, int ifindex)
{
	int err;

	request.create = config;
	request.destroy = ifindex;
	request.result = -EAGAIN;
	if (!request_work.func)
		INIT_WORK(&request_work, work);
	schedule_work(&request_work);
	err = lib_enter();
	return err ?: request.result;
}

int lib_dev_create(const struct lib_dev_config *config)
{
	const u32 known = LIB_DEV_ETHER | LIB_DEV_CSUM | LIB_DEV_TSO | LIB_DEV_GRO;
	int err = lib_usable();

	if (err)
		return err;
	if (!config || !config->name || config->flags & ~known ||
	    (config->flags & LIB_DEV_TSO && !(config->flags & LIB_DEV_CSUM)) ||
	    (config->mtu && (config->mtu < 68 || config->mtu > 65535)))
		return -EINVAL;
	if (config->flags & LIB_DEV_ETHER && !is_valid_ether_addr(config->mac))
		return -EINVAL;
	return ask(config, 0);
}

int lib_dev_destroy(int dev)
{
	int err = lib_usable();

	return err ?: ask(NULL, dev);
}

void lib_netdev_interrupt(void)
{
	struct net_device *dev;

	rcu_read_lock();
	for_each_netdev_rcu(&init_net, dev) {
		struct lib_netdev *lib = to_lib_netdev(dev);

		if (lib && !skb_queue_empty(&lib->arrived))
			napi_schedule(&lib->napi);
	}
	rcu_read_unlock();
}
