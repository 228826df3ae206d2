/* SPDX-License-Identifier: GPL-2.0 */
/* exec_filter.h - the seccomp filter of a supervised program. */
#ifndef KTEST_EXEC_FILTER_H
#define KTEST_EXEC_FILTER_H

#include <cstdint>
#include <linux/filter.h>
#include <vector>

namespace ktest::exec
{

/*
 * The same for all commands. Calls are
 *   allowed	by default: memory, processes, signals, pipes, close, dup, ...
 *   handed over	if they name a path, or act on a descriptor that may be a socket
 *   refused	if they would get around the others: io_uring (ENOSYS), and with EPERM
 *		network namespaces, mounts, BPF, kernel modules, file handles, host names
 */
const std::vector<sock_filter> &Filter();

/* Fourth argument of an execve that is not handed over: the one that starts the program. */
constexpr uint32_t kLaunchMark = 0x6b746573;

/* fchmodat2(2), which headers before Linux 6.6 do not have. */
constexpr int kFchmodat2 = 452;

} // namespace ktest::exec

#endif /* KTEST_EXEC_FILTER_H */
