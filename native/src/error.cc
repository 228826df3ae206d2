// SPDX-License-Identifier: GPL-2.0
#include "error.h"

#include <cstring>

namespace ktest
{

std::string ErrnoName(int err)
{
	const char *name = strerrorname_np(err);

	return name ? name : "errno " + std::to_string(err);
}

void ThrowErrno(const std::string &what, int err)
{
	throw Error(ErrnoName(err), what + ": " + strerror(err), err);
}

} // namespace ktest
