// SPDX-License-Identifier: GPL-2.0
#include "exec_filter.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <asm/prctl.h>
#include <ctime>
#include <linux/audit.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#ifndef __x86_64__
#error "the filter is written for x86-64"
#endif

namespace ktest::exec
{
namespace
{

constexpr uint32_t kHandOver = SECCOMP_RET_USER_NOTIF;
constexpr uint32_t kAllow = SECCOMP_RET_ALLOW;
constexpr uint32_t kX32 = 0x40000000;

constexpr uint32_t Refuse(int err)
{
	return SECCOMP_RET_ERRNO | err;
}

/* Appends instructions. The accumulator holds the number of the call between rules. */
class Program
{
public:
	std::vector<sock_filter> code;

	void Load(size_t offset)
	{
		code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, uint32_t(offset)));
	}
	void LoadArgument(int n)
	{
		Load(offsetof(struct seccomp_data, args) + 8 * n); // low half: little endian
	}
	void And(uint32_t mask)
	{
		code.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
	}
	void Return(uint32_t action)
	{
		code.push_back(BPF_STMT(BPF_RET | BPF_K, action));
	}
	void ReturnIf(uint16_t test, uint32_t value, uint32_t action)
	{
		code.push_back(BPF_JUMP(uint16_t(BPF_JMP | test | BPF_K), value, 0, 1));
		Return(action);
	}
	void Call(int nr, uint32_t action)
	{
		ReturnIf(BPF_JEQ, nr, action);
	}
	/* Rules for one call: `body` has to end with a Return. */
	template <typename Body> void Call(int nr, Body body)
	{
		size_t jump = code.size();

		code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, uint32_t(nr), 0, 0));
		body();
		code[jump].jf = uint8_t(code.size() - jump - 1);
	}
};

/* Calls that name files. */
constexpr int kPathCalls[] = {
	SYS_open,      SYS_openat,   SYS_openat2,   SYS_creat,	    SYS_stat,	   SYS_lstat,
	SYS_statx,     SYS_access,   SYS_faccessat, SYS_faccessat2, SYS_readlink,  SYS_readlinkat,
	SYS_execveat,  SYS_unlink,   SYS_unlinkat,  SYS_rename,	    SYS_renameat,  SYS_renameat2,
	SYS_mkdir,     SYS_mkdirat,  SYS_rmdir,	    SYS_link,	    SYS_linkat,	   SYS_symlink,
	SYS_symlinkat, SYS_truncate, SYS_getxattr,  SYS_lgetxattr,  SYS_listxattr, SYS_llistxattr,
	SYS_mknod,     SYS_mknodat,  SYS_chdir,	    SYS_chmod,	    SYS_fchmodat,  kFchmodat2,
	SYS_chown,     SYS_lchown,   SYS_fchownat,  SYS_utime,	    SYS_utimes,	   SYS_utimensat,
	SYS_futimesat,
};

/* Calls whose descriptor may be a placeholder. */
constexpr int kDescriptorCalls[] = {
	SYS_read,	SYS_write,	SYS_readv,	     SYS_writev,       SYS_pwrite64,
	SYS_pwritev,	SYS_pwritev2,	SYS_fstat,	     SYS_newfstatat,   SYS_getdents64,
	SYS_connect,	SYS_bind,	SYS_listen,	     SYS_accept,       SYS_accept4,
	SYS_sendto,	SYS_sendmsg,	SYS_sendmmsg,	     SYS_recvfrom,     SYS_recvmsg,
	SYS_recvmmsg,	SYS_shutdown,	SYS_getsockname,     SYS_getpeername,  SYS_setsockopt,
	SYS_getsockopt, SYS_poll,	SYS_ppoll,	     SYS_select,       SYS_pselect6,
	SYS_epoll_ctl,	SYS_epoll_wait, SYS_epoll_pwait,     SYS_epoll_pwait2, SYS_sendfile,
	SYS_splice,	SYS_tee,	SYS_copy_file_range,
};

/* Calls about the time, which is virtual. */
constexpr int kTimeCalls[] = {
	SYS_nanosleep, SYS_clock_nanosleep, SYS_gettimeofday, SYS_time, SYS_clock_settime,
};

/* Clocks that the instance has; the others tell what the host's CPUs have done. */
constexpr uint32_t kClocks[] = {
	CLOCK_REALTIME,	       CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
	CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME,	 CLOCK_TAI,
};

/* Ways around the supervisor, or to the network of the host. */
constexpr int kForbidden[] = {
	SYS_setns,
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_move_mount,
	SYS_fsopen,
	SYS_fspick,
	SYS_fsmount,
	SYS_open_tree,
	SYS_mount_setattr,
	SYS_bpf,
	SYS_init_module,
	SYS_finit_module,
	SYS_delete_module,
	SYS_sethostname,
	SYS_setdomainname,
	SYS_open_by_handle_at,
};

void Ioctl(Program &p)
{
	constexpr uint32_t kGroup = 0xff00; // _IOC_TYPE

	p.LoadArgument(1);
	for (uint32_t command : {FIONREAD, FIONBIO, FIOASYNC, TIOCOUTQ})
		p.ReturnIf(BPF_JEQ, command, kHandOver);
	// 'T' is shared by terminals, whose commands are mostly bare numbers, and /dev/net/tun,
	// whose commands all have a size.
	p.code.push_back(BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 0xffff, 0, 3));
	p.And(kGroup);
	p.ReturnIf(BPF_JEQ, 'T' << 8, kHandOver);
	p.And(kGroup);
	p.ReturnIf(BPF_JEQ, 0x8900, kHandOver); // sockets and net_devices
	p.ReturnIf(BPF_JEQ, 0x8b00, kHandOver); // wireless
	p.Return(kAllow);
}

std::vector<sock_filter> Build()
{
	Program p;

	p.Load(offsetof(struct seccomp_data, arch));
	p.code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
	p.Return(SECCOMP_RET_KILL_PROCESS);
	p.Load(offsetof(struct seccomp_data, nr));
	p.ReturnIf(BPF_JGE, kX32, Refuse(ENOSYS));

	for (int nr : kDescriptorCalls)
		p.Call(nr, kHandOver);
	for (int nr : kPathCalls)
		p.Call(nr, kHandOver);
	for (int nr : kTimeCalls)
		p.Call(nr, kHandOver);
	for (int nr : kForbidden)
		p.Call(nr, Refuse(EPERM));
	p.Call(SYS_io_uring_setup, Refuse(ENOSYS));
	// Its flags are in memory, out of the filter's reach. C libraries fall back to clone.
	p.Call(SYS_clone3, Refuse(ENOSYS));

	for (int nr : {SYS_socket, SYS_socketpair})
		p.Call(nr, [&] {
			p.LoadArgument(0);
			p.ReturnIf(BPF_JEQ, AF_UNIX, kAllow);
			p.Return(kHandOver);
		});
	for (int nr : {SYS_clone, SYS_unshare})
		p.Call(nr, [&] {
			p.LoadArgument(0);
			p.ReturnIf(BPF_JSET, CLONE_NEWNET, Refuse(EPERM));
			p.Return(kAllow);
		});
	p.Call(SYS_execve, [&] {
		p.LoadArgument(3);
		p.ReturnIf(BPF_JEQ, kLaunchMark, kAllow);
		p.Return(kHandOver);
	});
	p.Call(SYS_clock_gettime, [&] {
		p.LoadArgument(0);
		for (uint32_t clock : kClocks)
			p.ReturnIf(BPF_JEQ, clock, kHandOver);
		p.Return(kAllow);
	});
	p.Call(SYS_futex, [&] { // waiting with a timeout
		p.LoadArgument(3);
		p.ReturnIf(BPF_JEQ, 0, kAllow);
		p.LoadArgument(1);
		p.And(FUTEX_CMD_MASK);
		p.ReturnIf(BPF_JEQ, FUTEX_WAIT, kHandOver);
		p.ReturnIf(BPF_JEQ, FUTEX_WAIT_BITSET, kHandOver);
		p.Return(kAllow);
	});
	p.Call(SYS_arch_prctl, [&] {
		p.LoadArgument(0);
		p.ReturnIf(BPF_JEQ, ARCH_SET_FS, kHandOver);
		p.Return(kAllow);
	});
	p.Call(SYS_ioctl, [&] { Ioctl(p); });
	p.Call(SYS_fcntl, [&] {
		p.LoadArgument(1);
		p.ReturnIf(BPF_JEQ, F_SETFL, kHandOver);
		p.Return(kAllow);
	});
	p.Call(SYS_lseek, [&] {
		p.LoadArgument(2);
		p.ReturnIf(BPF_JEQ, SEEK_SET, kHandOver);
		p.Return(kAllow);
	});
	p.Call(SYS_pread64, [&] { // from the start: the content is made anew
		p.LoadArgument(3);
		p.ReturnIf(BPF_JEQ, 0, kHandOver);
		p.Return(kAllow);
	});
	p.Return(kAllow);
	return p.code;
}

} // namespace

const std::vector<sock_filter> &Filter()
{
	static const std::vector<sock_filter> code = Build();

	return code;
}

} // namespace ktest::exec
