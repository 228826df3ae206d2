/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hello.c - boots the library, listens on a TCP port, injects a SYN and prints the SYN-ACK
 * with its virtual time.
 *
 *	cc -I kernel/include kernel/examples/hello.c -o hello ./liblinux-6.12.117.so
 */
#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <liblinux.h>

enum { nr_ioctl = 29, nr_socket = 198, nr_bind = 200, nr_listen = 201 };

static long result;

static void complete(void *ctx, int task, long ret)
{
	result = ret;
}

static void transmit(void *ctx, int dev, const void *frame, size_t bytes)
{
	const struct iphdr *ip = frame;
	const struct tcphdr *tcp = (const void *)((const char *)frame + ip->ihl * 4);

	if (ip->version == 4 && ip->protocol == IPPROTO_TCP)
		printf("%.6f s: %zu bytes,%s%s from port %u, ack %u\n", lib_now() / 1e9, bytes,
		       tcp->syn ? " SYN" : "", tcp->ack ? " ACK" : "", ntohs(tcp->source),
		       ntohl(tcp->ack_seq));
}

static long call(int task, long nr, long a, long b, long c)
{
	lib_syscall(task, nr, (long[6]){ a, b, c });
	lib_run();
	return result;
}

/* The Internet checksum of RFC 1071 over `bytes` bytes, added to `sum`. */
static uint16_t checksum(const void *data, size_t bytes, uint32_t sum)
{
	const uint16_t *word = data;

	for (; bytes; bytes -= 2)
		sum += *word++;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

int main(void)
{
	const struct lib_host host = { .complete = complete, .transmit = transmit };
	const size_t arena = 64 << 20;
	struct lib_config config = {
		.abi = LIB_ABI, .seed = 1, .clock_ns = 1000000000,
		.realtime_ns = 1700000000000000000, .host = &host,
		.arena_bytes = arena,
		.arena = mmap(NULL, arena, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
	};
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_port = htons(8080) };
	struct ifreq ifr = { .ifr_name = "tun0" };
	int task, fd, dev;

	if (lib_init(&config)) {
		fputs("the kernel did not boot\n", stderr);
		return 1;
	}
	printf("Linux %s is up at %.6f s\n", lib_release(), lib_now() / 1e9);

	task = lib_task_create(0, "hello");
	dev = lib_dev_create(&(struct lib_dev_config){ .name = "tun0" });
	fd = call(task, nr_socket, AF_INET, SOCK_STREAM, 0);
	inet_pton(AF_INET, "192.168.0.1", &((struct sockaddr_in *)&ifr.ifr_addr)->sin_addr);
	ifr.ifr_addr.sa_family = AF_INET;
	call(task, nr_ioctl, fd, SIOCSIFADDR, (long)&ifr);
	inet_pton(AF_INET, "255.255.255.0", &((struct sockaddr_in *)&ifr.ifr_addr)->sin_addr);
	call(task, nr_ioctl, fd, SIOCSIFNETMASK, (long)&ifr);
	ifr.ifr_flags = IFF_UP | IFF_RUNNING;
	call(task, nr_ioctl, fd, SIOCSIFFLAGS, (long)&ifr);
	call(task, nr_bind, fd, (long)&addr, sizeof(addr));
	call(task, nr_listen, fd, 1, 0);

	struct {
		struct iphdr ip;
		struct tcphdr tcp;
	} syn = {
		.ip = { .version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_TCP,
			.tot_len = htons(sizeof(syn)), .saddr = inet_addr("192.168.0.2"),
			.daddr = inet_addr("192.168.0.1") },
		.tcp = { .source = htons(40000), .dest = htons(8080), .syn = 1, .doff = 5,
			 .seq = htonl(1000), .window = htons(65535) },
	};

	syn.ip.check = checksum(&syn.ip, sizeof(syn.ip), 0);
	syn.tcp.check = checksum(&syn.ip.saddr, 8 + sizeof(syn.tcp),
				 htons(IPPROTO_TCP) + htons(sizeof(syn.tcp)));
	lib_advance(lib_now() + 500000000);
	lib_dev_receive(dev, &syn, sizeof(syn), 0);
	lib_advance(lib_now() + 4000000000);
	return 0;
}
