/* SPDX-License-Identifier: GPL-2.0 */
/* exec_nr.h - numbers of asm-generic/unistd.h, which a library OS task is called with. */
#ifndef KTEST_EXEC_NR_H
#define KTEST_EXEC_NR_H

namespace ktest::exec::nr
{

constexpr long kEpollCreate1 = 20, kEpollCtl = 21, kEpollPwait = 22;
constexpr long kFcntl = 25, kIoctl = 29;
constexpr long kFaccessat = 48, kOpenat = 56, kClose = 57;
constexpr long kGetdents64 = 61, kLseek = 62, kRead = 63, kWrite = 64, kPread64 = 67;
constexpr long kPpoll = 73, kReadlinkat = 78;
constexpr long kClockSettime = 112, kClockGettime = 113, kClockNanosleep = 115, kTgkill = 131,
	       kGetpid = 172;
constexpr long kSocket = 198, kSocketpair = 199, kBind = 200, kListen = 201;
constexpr long kConnect = 203, kGetsockname = 204, kGetpeername = 205;
constexpr long kSendto = 206, kRecvfrom = 207, kSetsockopt = 208, kGetsockopt = 209;
constexpr long kShutdown = 210, kSendmsg = 211, kRecvmsg = 212, kAccept4 = 242;
constexpr long kStatx = 291;

} // namespace ktest::exec::nr

#endif /* KTEST_EXEC_NR_H */
