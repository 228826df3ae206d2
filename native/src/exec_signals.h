/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_signals.h - signals to this process that are meant for the program.
 *
 * While there is one of these, SIGINT, SIGTERM, SIGHUP and SIGQUIT do not do what they did before.
 */
#ifndef KTEST_EXEC_SIGNALS_H
#define KTEST_EXEC_SIGNALS_H

#include "exec_fd.h"

#include <array>
#include <csignal>

namespace ktest::exec
{

class Signals
{
      public:
	struct Arrived {
		int signo; /* 0: none */
		/* It comes from the terminal, that has sent it to the program too. */
		bool by_terminal;
	};

	Signals();
	~Signals();

	Signals(const Signals &) = delete;
	Signals &operator=(const Signals &) = delete;

	/* Readable when Take() has something to tell. */
	Fd ready;

	/* The next one that has arrived. */
	Arrived Take();

      private:
	static constexpr std::array<int, 4> kForwarded = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

	Fd write_end_;
	std::array<struct sigaction, kForwarded.size()> before_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_SIGNALS_H */
