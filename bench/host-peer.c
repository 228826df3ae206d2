// SPDX-License-Identifier: GPL-2.0
/*
 * What bench/loopback.mjs does on an instance, on the kernel of this machine: in a network namespace
 * that is made here and gone with the process. Without privileges that takes a user namespace, too.
 *
 *	host-peer CALLS CONNECTIONS BYTES MEGABYTES
 *
 * The arguments say how often; prints JSON, seconds of each run.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 16384
#define MEGABYTE (1 << 20)
#define PORT 8080
#define CALL_GROUPS 100

static char buffer[CHUNK];
static struct sockaddr_in address;
static int listener, client, server;

static int check(const char *what, int ret)
{
	if (ret >= 0)
		return ret;
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void pass(int from, int to, int size)
{
	if (check("write", write(from, buffer, size)) != size) {
		fprintf(stderr, "the data was not taken\n");
		exit(1);
	}
	while (size > 0)
		size -= check("read", read(to, buffer, size));
}

static void make_connection(int *one, int *other)
{
	*one = check("socket", socket(AF_INET, SOCK_STREAM, 0));
	check("connect", connect(*one, (struct sockaddr *)&address, sizeof(address)));
	*other = check("accept", accept(listener, NULL, NULL));
}

static void connect_and_close(void)
{
	int one, other;

	make_connection(&one, &other);
	close(one);
	close(other);
}

static void exchange_bytes(void)
{
	pass(client, server, 1);
	pass(server, client, 1);
}

static void send_megabyte(void)
{
	for (int sent = 0; sent < MEGABYTE; sent += CHUNK)
		pass(client, server, CHUNK);
}

static void null_call(void)
{
	syscall(SYS_gettid);
}

static void measure(const char *name, void (*action)(void), int runs, int repeat)
{
	for (int run = 0; run < runs * repeat / 10 + 1; run++)
		action();
	printf("\"%s\": [", name);
	for (int run = 0; run < runs; run++) {
		double start = now();

		for (int i = 0; i < repeat; i++)
			action();
		printf("%s%.9f", run ? ", " : "", (now() - start) / repeat);
	}
	printf("]");
}

int main(int argc, char **argv)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int wants[4];

	if (argc != 5) {
		fprintf(stderr, "usage: %s CALLS CONNECTIONS BYTES MEGABYTES\n", argv[0]);
		return 2;
	}
	for (int i = 0; i < 4; i++)
		wants[i] = atoi(argv[i + 1]);

	if (unshare(CLONE_NEWNET))
		check("unshare, a network namespace", unshare(CLONE_NEWUSER | CLONE_NEWNET));
	listener = check("socket", socket(AF_INET, SOCK_STREAM, 0));
	check("loopback up", ioctl(listener, SIOCSIFFLAGS, &lo));
	address.sin_family = AF_INET;
	address.sin_port = htons(PORT);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check("bind", bind(listener, (struct sockaddr *)&address, sizeof(address)));
	check("listen", listen(listener, 16));

	printf("{");
	measure("call", null_call, CALL_GROUPS, wants[0] / CALL_GROUPS);
	printf(", ");
	measure("connect", connect_and_close, wants[1], 1);
	make_connection(&client, &server);
	printf(", ");
	measure("byte", exchange_bytes, wants[2], 1);
	printf(", ");
	measure("megabyte", send_megabyte, wants[3], 1);
	printf("}\n");
	return 0;
}
