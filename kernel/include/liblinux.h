/* SPDX-License-Identifier: GPL-2.0 */
/*
 * liblinux.h - the Linux network stack as a library: its whole public interface.
 *
 * The caller provides the clock, the net_devices and the scheduler's choices;
 * the library provides the system calls.
 *
 *	caller					library
 *	------					-------
 *	lib_init(config)		->	start_kernel(), up to the idle loop
 *	lib_task_create()		->	an application task (or one more thread of it)
 *	lib_syscall() + lib_run()	->	the task performs the call; it may block
 *	host->complete()		<-	a call has returned
 *	host->transmit()		<-	a frame leaves a net_device
 *	lib_dev_receive() + lib_run()	->	a frame arrives on a net_device
 *	lib_advance(t)			->	the clock moves; each timer fires at its own time
 *	host->pick()			<-	which runnable task goes next?
 *
 * Rules that hold for every function here
 *
 * Threads	An instance belongs to one host thread at a time. The library makes no
 *		threads: kernel threads and application tasks are coroutines.
 * Stacks	Everything in struct lib_host is called on the caller's own stack, never
 *		on a kernel stack, so the callbacks may do what they like except call back
 *		into the same instance: that returns -EBUSY and changes nothing.
 * Time		Nanoseconds of CLOCK_MONOTONIC, which starts at lib_config.clock_ns. The
 *		clock stands still unless lib_advance() moves it.
 * Errors	Negative errno values of the kernel's own asm/errno.h, as system calls
 *		return them. After a panic or oops every call returns -EIO.
 * Memory	The library owns the arena from lib_init() on and uses no other memory but
 *		its own writable segments. It keeps no pointer into caller memory beyond the
 *		call, with three exceptions: struct lib_host (until the next lib_attach()),
 *		its ctx, and that which a pending system call's arguments point to.
 * Snapshots	Whenever no call is in progress, {arena, writable segments} are the entire
 *		state. Copying both back, at the same addresses, goes back to that moment;
 *		in another process follow it with lib_attach().
 * Coverage	A library of VARIANT=coverage has one more writable segment, before the others
 *		and with nothing in the file: a byte for each basic block of net/ and
 *		drivers/net/, raised when the block runs; after 255 comes 0. They are not state,
 *		and it is the caller who sets them back to 0 or maps other memory there. The
 *		section .blocks of the file has 64-bit words in the same order, where the
 *		instructions are that do it: addresses as those of symbols.
 */
#ifndef LIBLINUX_H
#define LIBLINUX_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __KERNEL__
#define UINT64_MAX U64_MAX
#pragma GCC visibility push(default)
#endif

#define LIB_ABI 1

/* ---- implemented by the caller ------------------------------------------------------- */

/*
 * What the caller provides. Members that are NULL are skipped: frames are dropped, the
 * kernel makes its own choice of task. The strings and frames passed are valid during
 * the call only.
 */
struct lib_host {
	/* Passed back as the first argument of each callback. */
	void *ctx;

	/*
	 * One record of the kernel log, without level prefix, timestamp and final newline.
	 * level: 0 (KERN_EMERG) to 7 (KERN_DEBUG).
	 */
	void (*log)(void *ctx, int level, const char *text, size_t bytes);

	/*
	 * A frame leaves net_device `dev` (the number lib_dev_create() returned) at
	 * lib_now(). Layer 3 devices: from the first byte of the IP header on. Checksums
	 * are complete, also those a device with checksum offload would have filled in;
	 * a frame of a device with LIB_DEV_TSO may be longer than the MTU.
	 */
	void (*transmit)(void *ctx, int dev, const void *frame, size_t bytes);

	/*
	 * The system call that lib_syscall() started on `task` has returned `ret`: its
	 * value or a negative errno. The task is idle again and can take the next call,
	 * but not from inside this callback.
	 */
	void (*complete)(void *ctx, int task, long ret);

	/*
	 * A signal that the task does not ignore or block was delivered; it is then
	 * consumed, as if by a handler without SA_RESTART (the call it interrupted returns
	 * -EINTR). SIGKILL ends the task: complete() is called with -ESRCH.
	 */
	void (*signal)(void *ctx, int task, int signo);

	/*
	 * The scheduler's choice. At a scheduling point two or more application tasks can
	 * go on: tasks[0] is the one that the kernel would take, the others follow in the
	 * order of their creation (at most 64). Returns the index of the one to run next;
	 * out of range means 0. Kernel threads are not subject to choice.
	 */
	size_t (*pick)(void *ctx, const int *tasks, size_t n);

	/*
	 * The kernel has panicked, oopsed or hit BUG(). `reason` is one line; the log has
	 * the rest. The instance is dead: it can be dropped, or brought back by restoring
	 * a snapshot.
	 */
	void (*died)(void *ctx, const char *reason);
};

/* ---- kernel/boot.c: life cycle ------------------------------------------------------- */

struct lib_config {
	uint32_t abi;		/* LIB_ABI */
	uint32_t flags;		/* 0 */
	void *arena;		/* physical memory: page aligned, zeroed, readable and writable */
	uint64_t arena_bytes;	/* a multiple of 4096, at least LIB_ARENA_MIN */
	uint64_t seed;		/* of the random number generator: same seed, same bytes */
	uint64_t clock_ns;	/* CLOCK_MONOTONIC at boot, at least 1 */
	uint64_t realtime_ns;	/* CLOCK_REALTIME at that moment, ns since 1970; >= clock_ns */
	const char *cmdline;	/* added to the kernel command line, or NULL */
	const struct lib_host *host;
};

#define LIB_ARENA_MIN (32u << 20)

/*
 * Boots the kernel and returns when it is idle for the first time. Once per loaded image.
 * 0; -EINVAL: a bad config; -EALREADY: booted before; -EIO: it died on the way.
 */
int lib_init(const struct lib_config *config);

/*
 * Names the host that callbacks go to from now on. Needed after a snapshot was brought
 * into a process other than the one that took it.
 */
int lib_attach(const struct lib_host *host);

/* utsname release, such as "6.12.117". Valid before lib_init() too. */
const char *lib_release(void);

/* 1 when the instance has booted and not died, otherwise 0. */
int lib_alive(void);

/* ---- kernel/time.c: the clock -------------------------------------------------------- */

#define LIB_NEVER UINT64_MAX

/* CLOCK_MONOTONIC now, in ns. */
uint64_t lib_now(void);

/* Absolute time in ns at which the next timer is due, or LIB_NEVER. */
uint64_t lib_next_timer(void);

/*
 * Sets the clock forward to `t_ns`. Every timer on the way fires at exactly its own time,
 * in order, and whatever it makes runnable runs before the clock moves on. Costs time in
 * proportion to the timers that fire, not to the distance.
 * 0; -EINVAL: t_ns is before lib_now(); -EBUSY; -EIO: died on the way.
 */
int lib_advance(uint64_t t_ns);

/* ---- kernel/task.c: application tasks and their system calls -------------------------- */

/*
 * Makes an application task. peer 0: a new process with its own file descriptors, address
 * space and signal dispositions, in the initial namespaces; otherwise the number of a task
 * that gets one more thread, which shares all of these. name: as in /proc/PID/comm.
 * Returns the task's number (its thread id), or -EAGAIN, -ENOMEM, -ESRCH, -EBUSY, -EIO.
 */
int lib_task_create(int peer, const char *name);

/*
 * Ends a task: its process too if it was the last thread, closing what that had open. A
 * pending call is abandoned without complete(). 0, -ESRCH, -EBUSY, -EIO.
 */
int lib_task_exit(int task);

/*
 * Hands the task a system call; lib_run() or lib_advance() performs it. nr: __NR_* of
 * asm-generic/unistd.h. Pointers among the arguments are addresses in this process; one
 * that cannot be accessed gives -EFAULT if the caller routes SIGSEGV through lib_fault().
 * Memory for MSG_ZEROCOPY and the like must come from the mmap system call of that task.
 * 0; -ESRCH: no such task; -EALREADY: its last call has not returned; -EBUSY; -EIO.
 */
int lib_syscall(int task, long nr, const long args[6]);

/* 1: a call is pending on the task, 0: it is idle, -ESRCH. */
int lib_task_pending(int task);

/*
 * Runs whatever can run at the present time, until nothing is runnable.
 * 0; -EBUSY; -EIO: died on the way.
 */
int lib_run(void);

/* ---- kernel/netdev.c: scripted net_devices -------------------------------------------- */

#define LIB_DEV_ETHER	(1u << 0)	/* Ethernet frames; without it layer 3 (as IFF_TUN) */
#define LIB_DEV_CSUM	(1u << 1)	/* checksum offload on transmit */
#define LIB_DEV_TSO	(1u << 2)	/* TCP segmentation offload (needs LIB_DEV_CSUM) */
#define LIB_DEV_GRO	(1u << 3)	/* frames received before one lib_run() may be merged */

struct lib_dev_config {
	const char *name;	/* such as "tun0", at most 15 bytes */
	uint32_t flags;
	uint32_t mtu;		/* bytes, 68 to 65535; 0: 1500 */
	uint8_t mac[6];		/* LIB_DEV_ETHER only */
	uint8_t pad[2];
};

/*
 * Registers a net_device in the initial network namespace; it is down and has no address.
 * Returns its number (its ifindex), -EEXIST, -EINVAL, -ENOMEM, -EBUSY or -EIO.
 */
int lib_dev_create(const struct lib_dev_config *config);

/* Unregisters it. 0, -ENODEV, -EBUSY, -EIO. */
int lib_dev_destroy(int dev);

/*
 * A frame arrives on the device; lib_run() or lib_advance() lets the stack have it. The
 * frame is copied. gso_size: 0, or the segment size of a frame that stands for several
 * TCP segments, as a virtio_net_hdr would say.
 * 0; -ENODEV; -ENETDOWN: the device is not up; -EMSGSIZE: 0 or over 65,549 bytes; -ENOMEM.
 */
int lib_dev_receive(int dev, const void *frame, size_t bytes, unsigned int gso_size);

/* ---- kernel/fault.c: faults of the host thread while it is inside the library --------- */

/* The registers a fault handler hands over and may have to change; from a ucontext_t. */
struct lib_fault {
	uint64_t ip, sp, bp;
	uint64_t address;	/* si_addr */
	int signo;		/* host signal number: SIGSEGV, SIGBUS, SIGFPE, SIGILL, ... */
};

/*
 * For the caller's signal handler (on an alternate signal stack). Returns 0 if `ip` is not
 * in this library: the fault is somebody else's. Otherwise 1, with `fault` changed to where
 * the thread has to go on: at the fix-up of a user-memory access, or in the oops path,
 * which ends in host->died(). Async-signal-safe.
 */
int lib_fault(struct lib_fault *fault);

/*
 * The same for a watchdog: the running call is stopped with an oops that says `reason`
 * (a string that stays valid). Returns 0 if the thread is not inside the library.
 */
int lib_interrupt(struct lib_fault *fault, const char *reason);

#ifdef __KERNEL__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif /* LIBLINUX_H */
