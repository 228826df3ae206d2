/* SPDX-License-Identifier: GPL-2.0 */
/* exec_streams.h - descriptors of this process that an attached program inherits. */
#ifndef KTEST_EXEC_STREAMS_H
#define KTEST_EXEC_STREAMS_H

#include <array>

namespace ktest::exec
{

/*
 * While there is one of these, standard input, output and error block as programs expect it: Node
 * makes pipes non-blocking, for all that have them open. What leads to the host's network is not
 * passed on; throws ktest::Error if a standard stream does.
 */
class Streams
{
      public:
	Streams();
	~Streams();

	Streams(const Streams &) = delete;
	Streams &operator=(const Streams &) = delete;

      private:
	std::array<int, 3> flags_; /* of fcntl(2), before; -1: not open */
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_STREAMS_H */
