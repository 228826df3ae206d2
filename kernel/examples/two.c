/* SPDX-License-Identifier: GPL-2.0 */
/*
 * two.c - two instances of the library in one process, each with its own clock and devices,
 * joined by a cable with a delay of 10 ms: one connects to the other over TCP.
 *
 *	cc -I kernel/include kernel/examples/two.c -o two && ./two ./liblinux-6.12.117.so
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <liblinux.h>

enum {
	nr_ioctl = 29, nr_socket = 198, nr_bind = 200, nr_listen = 201, nr_accept = 202,
	nr_connect = 203,
};

#define DELAY_NS 10000000ull
#define QUEUE 16

struct frame {
	uint64_t due;
	size_t bytes;
	unsigned char data[2048];
};

/* One host: a copy of the library, and the frames on their way to it. */
struct node {
	const char *name;
	struct node *peer;
	struct lib_host host;
	int task, dev, fd;
	long result;
	struct frame wire[QUEUE];
	size_t first, last;

	typeof(lib_init) *init;
	typeof(lib_advance) *advance;
	typeof(lib_next_timer) *next_timer;
	typeof(lib_now) *now;
	typeof(lib_run) *run;
	typeof(lib_syscall) *syscall;
	typeof(lib_task_create) *task_create;
	typeof(lib_dev_create) *dev_create;
	typeof(lib_dev_receive) *dev_receive;
};

static void complete(void *ctx, int task, long ret)
{
	struct node *node = ctx;

	node->result = ret;
	printf("%.6f s  %s: call returned %ld\n", node->now() / 1e9, node->name, ret);
}

static void transmit(void *ctx, int dev, const void *data, size_t bytes)
{
	struct node *node = ctx, *peer = node->peer;
	struct frame *frame = &peer->wire[peer->last++ % QUEUE];
	const struct iphdr *ip = data;
	const struct tcphdr *tcp = (const void *)((const char *)data + ip->ihl * 4);

	if (ip->version != 4 || ip->protocol != IPPROTO_TCP) {
		peer->last--;
		return;
	}
	printf("%.6f s  %s >%s%s\n", node->now() / 1e9, node->name, tcp->syn ? " SYN" : "",
	       tcp->ack ? " ACK" : "");
	frame->due = node->now() + DELAY_NS;
	frame->bytes = bytes;
	memcpy(frame->data, data, bytes);
}

static long call(struct node *node, long nr, long a, long b, long c)
{
	node->syscall(node->task, nr, (long[6]){ a, b, c });
	node->run();
	return node->result;
}

static void *symbol(void *image, const char *name)
{
	void *address = dlsym(image, name);

	if (!address) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
	return address;
}

static void boot(struct node *node, const char *library, const char *ip)
{
	/* A namespace of its own: otherwise both would be the same copy. */
	void *image = dlmopen(LM_ID_NEWLM, library, RTLD_NOW | RTLD_LOCAL);
	const size_t arena = 64 << 20;
	struct lib_config config = {
		.abi = LIB_ABI, .seed = 1, .clock_ns = 1000000000,
		.realtime_ns = 1700000000000000000, .host = &node->host, .arena_bytes = arena,
		.arena = mmap(NULL, arena, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
	};
	struct ifreq ifr = { .ifr_name = "tun0" };

	if (!image) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
	node->init = symbol(image, "lib_init");
	node->advance = symbol(image, "lib_advance");
	node->next_timer = symbol(image, "lib_next_timer");
	node->now = symbol(image, "lib_now");
	node->run = symbol(image, "lib_run");
	node->syscall = symbol(image, "lib_syscall");
	node->task_create = symbol(image, "lib_task_create");
	node->dev_create = symbol(image, "lib_dev_create");
	node->dev_receive = symbol(image, "lib_dev_receive");
	node->host = (struct lib_host){ .ctx = node, .transmit = transmit, .complete = complete };

	if (node->init(&config)) {
		fputs("the kernel did not boot\n", stderr);
		exit(1);
	}
	node->task = node->task_create(0, node->name);
	node->dev = node->dev_create(&(struct lib_dev_config){ .name = "tun0" });
	node->fd = call(node, nr_socket, AF_INET, SOCK_STREAM, 0);
	ifr.ifr_addr.sa_family = AF_INET;
	inet_pton(AF_INET, ip, &((struct sockaddr_in *)&ifr.ifr_addr)->sin_addr);
	call(node, nr_ioctl, node->fd, SIOCSIFADDR, (long)&ifr);
	inet_pton(AF_INET, "255.255.255.0", &((struct sockaddr_in *)&ifr.ifr_addr)->sin_addr);
	call(node, nr_ioctl, node->fd, SIOCSIFNETMASK, (long)&ifr);
	ifr.ifr_flags = IFF_UP | IFF_RUNNING;
	call(node, nr_ioctl, node->fd, SIOCSIFFLAGS, (long)&ifr);
}

/* When this node has to do something next, a frame that arrives included. */
static uint64_t next(const struct node *node)
{
	uint64_t timer = node->next_timer();
	uint64_t frame = node->first < node->last ? node->wire[node->first % QUEUE].due : LIB_NEVER;

	return timer < frame ? timer : frame;
}

static void step(struct node *node, uint64_t time)
{
	node->advance(time);
	while (node->first < node->last && node->wire[node->first % QUEUE].due <= time) {
		struct frame *frame = &node->wire[node->first++ % QUEUE];

		node->dev_receive(node->dev, frame->data, frame->bytes, 0);
		node->run();
	}
}

int main(int argc, char **argv)
{
	static struct node client = { .name = "client" }, server = { .name = "server" };
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_port = htons(8080) };
	struct node *const nodes[] = { &client, &server };
	uint64_t end;

	if (argc != 2) {
		fprintf(stderr, "usage: %s LIBRARY\n", argv[0]);
		return 2;
	}
	client.peer = &server;
	server.peer = &client;
	boot(&client, argv[1], "192.168.0.1");
	boot(&server, argv[1], "192.168.0.2");

	addr.sin_addr.s_addr = inet_addr("192.168.0.2");
	call(&server, nr_bind, server.fd, (long)&addr, sizeof(addr));
	call(&server, nr_listen, server.fd, 1, 0);
	call(&server, nr_accept, server.fd, 0, 0);
	call(&client, nr_connect, client.fd, (long)&addr, sizeof(addr));

	/* Both clocks move together, from one thing that happens to the next. */
	for (end = client.now() + 100000000;;) {
		uint64_t time = next(&client) < next(&server) ? next(&client) : next(&server);

		if (time > end)
			break;
		for (size_t i = 0; i < 2; i++)
			step(nodes[i], time);
	}
	return client.result == 0 && server.result >= 0 ? 0 : 1;
}
