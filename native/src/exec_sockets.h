/* SPDX-License-Identifier: GPL-2.0 */
/* exec_sockets.h - calls on sockets of the instance (and on its other streams, as tun). */
#ifndef KTEST_EXEC_SOCKETS_H
#define KTEST_EXEC_SOCKETS_H

#include "exec_files.h"
#include "exec_placeholder.h"
#include "exec_process.h"

#include <memory>
#include <string>

namespace ktest::exec
{

struct Message;

class Sockets
{
      public:
	Sockets(Process &process, Placeholders &placeholders, Files &files)
	    : process_(process), placeholders_(placeholders), files_(files)
	{
	}

	Outcome Socket(const Request &request);
	Outcome Socketpair(const Request &request);
	Outcome Bind(const Request &request);
	Outcome Connect(const Request &request);
	Outcome Listen(const Request &request);
	Outcome Accept(const Request &request, int flags);
	Outcome Name(const Request &request, long nr);
	Outcome Shutdown(const Request &request);
	Outcome SetOption(const Request &request);
	Outcome GetOption(const Request &request);
	Outcome SendTo(const Request &request);
	Outcome SendMessage(const Request &request);
	Outcome SendMessages(const Request &request);
	Outcome ReceiveFrom(const Request &request);
	Outcome ReceiveMessage(const Request &request);
	Outcome ReceiveMessages(const Request &request);
	Outcome Read(const Request &request);
	Outcome Readv(const Request &request);
	Outcome Write(const Request &request, int64_t offset);
	Outcome Writev(const Request &request, int64_t offset);
	/* sendfile, splice, ...: EINVAL makes programs read and write instead. */
	Outcome Transfer(const Request &request, int from, int to);
	/* fcntl(F_SETFL) */
	Outcome SetFlags(const Request &request);

      private:
	/* Called with the result of one message; `done` messages came before it. */
	Outcome Send(const Request &request, int number, std::shared_ptr<Message> message,
		     int flags, Process::Finish finish);
	Outcome SendNext(const Request &request, int number, unsigned done);
	Outcome ReceiveNext(const Request &request, int number, unsigned done);
	Outcome NewStream(const Request &request, long number, int flags);
	Outcome WriteTo(const Request &request, const Target &target, std::string data,
			int64_t offset);
	int Number(const Request &request);
	bool IsDaemon(const Request &request, uint64_t address, size_t bytes);

	Process &process_;
	Placeholders &placeholders_;
	Files &files_;
};

} // namespace ktest::exec

#endif /* KTEST_EXEC_SOCKETS_H */
