/* SPDX-License-Identifier: GPL-2.0 */
/*
 * error.h - what the C++ part throws; js_args.cc turns it into a JavaScript exception with
 * the same code.
 */
#ifndef KTEST_ERROR_H
#define KTEST_ERROR_H

#include <stdexcept>
#include <string>

namespace ktest
{

class Error : public std::runtime_error
{
      public:
	Error(std::string code, const std::string &message, int err = 0)
	    : std::runtime_error(message), code(std::move(code)), err(err)
	{
	}

	/* ERR_* as Node uses them, KTEST_*, or the name of an errno such as "EEXIST". */
	const std::string code;
	/* The errno if it is one, otherwise 0. */
	const int err;
};

/* "EEXIST" for 17; "errno 4242" for a number that has no name. */
std::string ErrnoName(int err);

/* An errno of the host or the library: `code` is its name, `what` says the rest. */
[[noreturn]] void ThrowErrno(const std::string &what, int err);

} // namespace ktest

#endif /* KTEST_ERROR_H */
