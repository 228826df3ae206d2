/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec.h - host programs whose network is a library OS instance.
 *
 * A program is started under a seccomp filter (SECCOMP_RET_USER_NOTIF). The filter hands the
 * system calls that could touch the network to this process, which performs them on the
 * instance and puts the result back; all other calls run natively. It needs no privileges and
 * sees each call of each program, whether it comes from libc, a shell or a static executable.
 *
 *	belongs to the instance			belongs to the host
 *	-----------------------			-------------------
 *	sockets, except AF_UNIX			AF_UNIX (daemons below /run: ECONNREFUSED)
 *	/proc/net, /proc/PID/net, /proc/lib	the rest of /proc
 *	/proc/sys/net, /proc/sysrq-trigger
 *	/sys/class/net, /sys/devices/virtual/net
 *	/proc/sys, /sys/module (writes; reads	/proc/sys, /sys/module (reads of what the
 *	  of what exists there)			  instance does not have)
 *	/dev/net/tun				the rest of /sys, read-only
 *	clocks, sleeping, timeouts of poll,	alarm, setitimer, timer_create, timerfd;
 *	  select, epoll and futex		  CPU time
 *
 * Refused: network namespaces, mounts, BPF, kernel modules, file handles (EPERM), io_uring
 * (ENOSYS), writes to what is read-only above (EROFS), /run/netns, /dev/ppp, /dev/tapN (EACCES).
 * 32-bit programs are killed (SIGSYS); set-user-ID programs stay unprivileged.
 *
 * What the instance has open belongs to one process of it for all processes of a command, which
 * is root there. Files of the instance are read when they are opened or rewound; an error of
 * read(2) is reported by open(2). Options that hold pointers are understood if they are classic
 * BPF; memory rings (PACKET_RX_RING) cannot be mapped.
 *
 * Needs Linux 5.14, and no other seccomp supervisor around this process.
 *
 * The files of the exec_*.cc group, in the order in which a call passes them:
 *
 *	exec_filter	which system calls are handed over
 *	exec_launch	starts the program; exec_reaper knows all its descendants
 *	exec_signals	signals to this process that are meant for the program
 *	exec_supervisor	the event loop, and the clock
 *	exec_request	a call that waits, and the answer to it
 *	exec_dispatch	the number of a call -> its handler
 *	exec_files	paths: exec_path says whose they are; exec_content what they hold
 *	exec_sockets	sockets; exec_transfer sends and receives, exec_message copies
 *	exec_ioctl, exec_poll, exec_epoll
 *	exec_clock	what time it is
 *	exec_placeholder	descriptors that stand for something in the instance
 *	exec_process	the process in the instance that performs the calls
 *	exec_child	memory and descriptors of the program
 *	exec_host_files	what of the host the command has used
 *	exec_writers	one process at a time that changes such files
 *	exec_tape	the calls of a command, made once more without it; exec_memory says what
 *			they read and write, exec_accidents what of it means nothing
 *	exec_idle	is every process of the command asleep?
 *	exec_outside	does one of them wait for input?
 */
#ifndef KTEST_EXEC_H
#define KTEST_EXEC_H

#include <cstdint>
#include <string>
#include <vector>

namespace ktest::exec
{

/*
 * What Run() needs of an instance. Called on the thread that called Run(), and not after it
 * has returned. System call numbers are those of asm-generic/unistd.h.
 */
class Backend
{
      public:
	virtual ~Backend() = default;

	/* A task of a new process (peer 0), or one more thread of the peer's. Or -errno. */
	virtual int CreateTask(int peer, const char *name) = 0;
	virtual void ExitTask(int task) = 0;

	/* Starts a system call. True: `ret` is its value or -errno. False: it blocks. */
	virtual bool Start(int task, long nr, const long args[6], long *ret) = 0;

	/* Whether the call that blocked has returned in the meantime. */
	virtual bool Finished(int task, long *ret) = 0;

	/* Makes the call that blocks return -EINTR, as a signal handler would. */
	virtual void Interrupt(int task) = 0;

	/* The clock, in ns, and when its next timer is due (UINT64_MAX: never). */
	virtual uint64_t Now() = 0;
	virtual uint64_t NextTimer() = 0;
	virtual void AdvanceTo(uint64_t ns) = 0;

	/* False once the instance has died: every command ends then. */
	virtual bool Alive() = 0;
};

struct Command {
	std::vector<std::string> argv; /* argv[0] is looked up in PATH of env */
	std::vector<std::string> env;  /* NAME=value */
	std::string cwd;
	int timeout_ms = 0; /* of real time; 0: none */
	/* How far calls that block may move the virtual clock, in ns. */
	uint64_t virtual_limit_ns = 24ull * 3600 * 1000000000;
	/*
	 * The program gets this process's standard input, output and error, its terminal and its
	 * process group; Result has no output then. SIGINT, SIGTERM, SIGHUP and SIGQUIT that come
	 * meanwhile go to the program, and a second one, or a second that passes, ends it.
	 */
	bool attached = false;
	/*
	 * A file to lock (exec_writers.h) before the command changes a file of the host, other than
	 * those that have this process's number in their names; empty: none.
	 */
	std::string writers_lock;
};

/*
 * A file of the host that the command opened, executed, created, changed, renamed or removed; or
 * only looked at: whether it is there and what stat(2) or readlink(2) say of it.
 */
struct HostFile {
	std::string path;
	bool written;
	bool opened;
};

struct Result {
	int status = 0; /* 0 to 255, or 128 + signal number */
	std::string out, err;
	enum { kEnded, kRealTime, kVirtualTime, kDeadlock } stopped = kEnded; /* killed, and why */
	std::vector<HostFile> files; /* in order of first use; an attempt counts too */
	std::string tape;	     /* of exec_tape.h; empty: it has to be run to be had again */
};

/*
 * Runs a command to its end. Unless it is attached, its standard input is /dev/null and it has no
 * terminal. When it has exited, processes it has left behind may go on until all of them sleep, and
 * are then killed. Throws ktest::Error if it cannot be started (ENOENT, EACCES, ...).
 */
Result Run(Backend &backend, const Command &command);

} // namespace ktest::exec

#endif /* KTEST_EXEC_H */
