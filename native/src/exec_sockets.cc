// SPDX-License-Identifier: GPL-2.0
#include "exec_sockets.h"

#include "exec_message.h"
#include "exec_nr.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <linux/filter.h>
#include <sys/un.h>

namespace ktest::exec
{
namespace
{

constexpr size_t kMaxOption = 1 << 20;

bool IsBpf(int level, int option)
{
	return level == SOL_SOCKET &&
	       (option == SO_ATTACH_FILTER || option == SO_ATTACH_REUSEPORT_CBPF);
}

/* SO_GET_FILTER counts in instructions. */
size_t OptionUnit(int level, int option)
{
	return level == SOL_SOCKET && option == SO_GET_FILTER ? sizeof(struct sock_filter) : 1;
}

} // namespace

/* ---- sockets ------------------------------------------------------------------------------- */

/* The instance's descriptor for the first argument; -1 if it has none. */
int Sockets::Number(const Request &request)
{
	return placeholders_.Find(request.child, request.Int(0)).number;
}

Outcome Sockets::NewStream(const Request &request, long number, int flags)
{
	if (number < 0)
		return Return(number);
	Fd placeholder = placeholders_.AddStream(int(number), flags & SOCK_NONBLOCK);
	if (!placeholder) {
		process_.Call(nr::kClose, {number});
		return Return(-ENFILE);
	}
	return ReturnFd(std::move(placeholder), flags & SOCK_CLOEXEC);
}

Outcome Sockets::Socket(const Request &request)
{
	long number = process_.Call(nr::kSocket, {request.Int(0), request.Int(1), request.Int(2)});

	return NewStream(request, number, request.Int(1));
}

Outcome Sockets::Socketpair(const Request &request)
{
	int flags = request.Int(1), pair[2];
	long ret = process_.Call(nr::kSocketpair,
				 {request.Int(0), flags, request.Int(2), Address(pair)});

	if (ret < 0)
		return Return(ret);
	for (int &end : pair) {
		Outcome stream = NewStream(request, end, flags);

		if (stream.kind != Outcome::kFd)
			return stream;
		long number = Install(request, stream.fd.Get(), stream.close_on_exec);
		if (number < 0)
			return Return(number);
		end = int(number);
	}
	return Return(request.child.Put(request.arg[3], pair) ? 0 : -EFAULT);
}

/* Commands may talk to each other by AF_UNIX, but not to daemons that set up the network. */
bool Sockets::IsDaemon(const Request &request, uint64_t address, size_t bytes)
{
	struct sockaddr_un name = {};

	bytes = std::min(bytes, sizeof(name));
	if (bytes <= offsetof(struct sockaddr_un, sun_path) ||
	    !request.child.Read(address, &name, bytes) || name.sun_family != AF_UNIX)
		return false;
	size_t length = bytes - offsetof(struct sockaddr_un, sun_path);
	std::string path(name.sun_path, strnlen(name.sun_path, length));
	return !path.empty() && !files_.MayConnect(request, path);
}

Outcome Sockets::Bind(const Request &request)
{
	struct sockaddr_storage address = {};
	long bytes = request.Int(2);
	int number = Number(request);

	if (number < 0)
		return Continue();
	if (bytes < 0 || bytes > long(sizeof(address)))
		return Return(-EINVAL);
	if (!request.child.Read(request.arg[1], &address, size_t(bytes)))
		return Return(-EFAULT);
	return Return(process_.Call(nr::kBind, {number, Address(&address), bytes}));
}

Outcome Sockets::Connect(const Request &request)
{
	auto address = std::make_shared<struct sockaddr_storage>();
	long bytes = request.Int(2);
	int number = Number(request);

	if (number < 0)
		return IsDaemon(request, request.arg[1], size_t(std::max(bytes, 0l)))
			       ? Return(-ECONNREFUSED)
			       : Continue();
	if (bytes < 0 || bytes > long(sizeof(*address)))
		return Return(-EINVAL);
	if (!request.child.Read(request.arg[1], address.get(), size_t(bytes)))
		return Return(-EFAULT);
	return process_.Call(request, nr::kConnect, {number, Address(address.get()), bytes},
			     [address](long ret) { return Return(ret); });
}

Outcome Sockets::Listen(const Request &request)
{
	int number = Number(request);

	return number < 0 ? Continue()
			  : Return(process_.Call(nr::kListen, {number, request.Int(1)}));
}

Outcome Sockets::Accept(const Request &request, int flags)
{
	int number = Number(request);
	auto name = std::make_shared<SocketName>();
	uint64_t to = request.arg[1], length = request.arg[2];

	if (number < 0)
		return Continue();
	if (to && !request.child.Get(length, &name->room))
		return Return(-EFAULT);
	return process_.Call(request, nr::kAccept4,
			     {number, Address(&name->address), Address(&name->bytes), flags},
			     [=](long ret) {
				     if (ret >= 0 && !name->Put(request.child, to, length))
					     ret = -EFAULT;
				     return NewStream(request, ret, flags);
			     });
}

/* getsockname, getpeername */
Outcome Sockets::Name(const Request &request, long nr)
{
	int number = Number(request);
	SocketName name;

	if (number < 0)
		return Continue();
	if (!request.child.Get(request.arg[2], &name.room))
		return Return(-EFAULT);
	long ret = process_.Call(nr, {number, Address(&name.address), Address(&name.bytes)});
	if (ret == 0 && !name.Put(request.child, request.arg[1], request.arg[2]))
		ret = -EFAULT;
	return Return(ret);
}

Outcome Sockets::Shutdown(const Request &request)
{
	int number = Number(request);

	return number < 0 ? Continue()
			  : Return(process_.Call(nr::kShutdown, {number, request.Int(1)}));
}

Outcome Sockets::SetOption(const Request &request)
{
	int number = Number(request), level = request.Int(1), option = request.Int(2);
	long bytes = request.Int(4);
	std::vector<struct sock_filter> filter;
	std::vector<char> value;

	if (number < 0)
		return Continue();
	if (bytes < 0 || size_t(bytes) > kMaxOption)
		return Return(-EINVAL);
	value.resize(size_t(bytes));
	if (!request.child.Read(request.arg[3], value.data(), value.size()))
		return Return(-EFAULT);
	if (IsBpf(level, option) && value.size() >= sizeof(struct sock_fprog)) {
		auto *program = reinterpret_cast<struct sock_fprog *>(value.data());

		filter.resize(program->len);
		if (!request.child.Read(RemoteAddress(program->filter), filter.data(),
					filter.size() * sizeof(filter[0])))
			return Return(-EFAULT);
		program->filter = filter.data();
	}
	const void *from = request.arg[3] ? value.data() : nullptr;
	return Return(
		process_.Call(nr::kSetsockopt, {number, level, option, Address(from), bytes}));
}

Outcome Sockets::GetOption(const Request &request)
{
	int number = Number(request), level = request.Int(1), option = request.Int(2);
	int room, bytes;
	std::vector<char> value;

	if (number < 0)
		return Continue();
	if (!request.child.Get(request.arg[4], &room))
		return Return(-EFAULT);
	if (room < 0)
		return Return(-EINVAL);
	bytes = room = std::min(room, int(kMaxOption));
	size_t unit = OptionUnit(level, option);
	value.resize(size_t(room) * unit + 1);
	request.child.ReadSome(request.arg[3], value.data(),
			       size_t(room) * unit); // some have input
	long ret = process_.Call(nr::kGetsockopt,
				 {number, level, option, Address(value.data()), Address(&bytes)});
	size_t valid = size_t(std::clamp(bytes, 0, room)) * unit;
	if (ret >= 0 &&
	    ((request.arg[3] && !request.child.Write(request.arg[3], value.data(), valid)) ||
	     !request.child.Put(request.arg[4], bytes)))
		ret = -EFAULT;
	return Return(ret);
}

Outcome Sockets::SetFlags(const Request &request)
{
	int number = Number(request);

	if (number >= 0) {
		long ret = process_.Call(nr::kFcntl, {number, F_SETFL, long(request.arg[2])});

		if (ret < 0)
			return Return(ret);
	}
	return Continue(); // F_GETFL is answered by the placeholder
}

} // namespace ktest::exec
