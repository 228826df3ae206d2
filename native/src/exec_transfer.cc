// SPDX-License-Identifier: GPL-2.0
/* exec_transfer.cc - the part of Sockets that sends and receives. */
#include "exec_message.h"
#include "exec_nr.h"
#include "exec_sockets.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <sys/syscall.h>

namespace ktest::exec
{
namespace
{

constexpr unsigned kMaxMessages = 1024; // UIO_MAXIOV

/* The signal that comes with EPIPE; the instance has sent it to its own task only. */
void BrokenPipe(const Request &request, long ret, int flags)
{
	if (ret == -EPIPE && !(flags & MSG_NOSIGNAL))
		syscall(SYS_tkill, request.child.Tid(), SIGPIPE);
}

} // namespace

Outcome Sockets::SendTo(const Request &request)
{
	int number = Number(request), flags = request.Int(3);
	size_t bytes = std::min(size_t(request.arg[2]), kMaxTransfer);
	auto address = std::make_shared<struct sockaddr_storage>();
	size_t address_bytes = request.arg[4] ? request.arg[5] : 0;

	if (number < 0)
		return IsDaemon(request, request.arg[4], address_bytes) ? Return(-ECONNREFUSED)
									: Continue();
	if (address_bytes > sizeof(*address))
		return Return(-EINVAL);
	auto data = MakeBytes(bytes);
	if (!request.child.Read(request.arg[1], data.get(), bytes) ||
	    !request.child.Read(request.arg[4], address.get(), address_bytes))
		return Return(-EFAULT);
	return process_.Call(request, nr::kSendto,
			     {number, Address(data.get()), long(bytes), flags,
			      request.arg[4] ? Address(address.get()) : 0, long(address_bytes)},
			     [=](long ret) {
				     (void)data, (void)address;
				     BrokenPipe(request, ret, flags);
				     return Return(ret);
			     });
}

Outcome Sockets::Send(const Request &request, int number, std::shared_ptr<Message> message,
		      int flags, Process::Finish finish)
{
	return process_.Call(request, nr::kSendmsg, {number, Address(&message->ours), flags},
			     [=](long ret) {
				     (void)message;
				     BrokenPipe(request, ret, flags);
				     return finish(ret);
			     });
}

Outcome Sockets::SendMessage(const Request &request)
{
	int number = Number(request);
	auto message = std::make_shared<Message>();

	if (number < 0) {
		struct msghdr header = {};

		request.child.Get(request.arg[1], &header);
		return IsDaemon(request, RemoteAddress(header.msg_name), header.msg_namelen)
			       ? Return(-ECONNREFUSED)
			       : Continue();
	}
	long err = message->Load(request.child, request.arg[1], true);
	if (err)
		return Return(err);
	return Send(request, number, message, request.Int(2), Return);
}

/* Message number `done` of sendmmsg, and all after it. */
Outcome Sockets::SendNext(const Request &request, int number, unsigned done)
{
	uint64_t at = request.arg[1] + done * sizeof(struct mmsghdr);
	auto message = std::make_shared<Message>();

	if (done == unsigned(request.arg[2]))
		return Return(long(done));
	long err = message->Load(request.child, at, true);
	if (err)
		return Return(done ? long(done) : err);
	return Send(request, number, message, request.Int(3), [=](long ret) {
		if (ret >= 0 &&
		    !request.child.Put(at + offsetof(struct mmsghdr, msg_len), unsigned(ret)))
			ret = -EFAULT;
		if (ret < 0)
			return Return(done ? long(done) : ret);
		return SendNext(request, number, done + 1);
	});
}

Outcome Sockets::SendMessages(const Request &request)
{
	int number = Number(request);

	if (number >= 0)
		return SendNext(request, number, 0);
	for (unsigned n = 0; n < std::min(unsigned(request.arg[2]), kMaxMessages); n++) {
		struct msghdr header = {};

		request.child.Get(request.arg[1] + n * sizeof(struct mmsghdr), &header);
		if (IsDaemon(request, RemoteAddress(header.msg_name), header.msg_namelen))
			return Return(-ECONNREFUSED);
	}
	return Continue();
}

Outcome Sockets::ReceiveFrom(const Request &request)
{
	int number = Number(request);
	size_t bytes = std::min(size_t(request.arg[2]), kMaxTransfer);
	uint64_t to = request.arg[4], length = request.arg[5];
	auto name = std::make_shared<SocketName>();

	if (number < 0)
		return Continue();
	if (to && !request.child.Get(length, &name->room))
		return Return(-EFAULT);
	auto data = MakeBytes(bytes);
	return process_.Call(request, nr::kRecvfrom,
			     {number, Address(data.get()), long(bytes), request.Int(3),
			      to ? Address(&name->address) : 0, to ? Address(&name->bytes) : 0},
			     [=](long ret) {
				     if (ret >= 0 &&
					 (!request.child.Write(request.arg[1], data.get(),
							       std::min(size_t(ret), bytes)) ||
					  !name->Put(request.child, to, length)))
					     ret = -EFAULT;
				     return Return(ret);
			     });
}

Outcome Sockets::ReceiveMessage(const Request &request)
{
	int number = Number(request);
	auto message = std::make_shared<Message>();

	if (number < 0)
		return Continue();
	long err = message->Load(request.child, request.arg[1], false);
	if (err)
		return Return(err);
	return process_.Call(
		request, nr::kRecvmsg, {number, Address(&message->ours), request.Int(2)},
		[=](long ret) {
			if (ret >= 0 && !message->Store(request.child, request.arg[1], size_t(ret)))
				ret = -EFAULT;
			return Return(ret);
		});
}

/* Message number `done` of recvmmsg, and all after it. */
Outcome Sockets::ReceiveNext(const Request &request, int number, unsigned done)
{
	uint64_t at = request.arg[1] + done * sizeof(struct mmsghdr);
	auto message = std::make_shared<Message>();
	int flags = request.Int(3);

	if (done == unsigned(request.arg[2]))
		return Return(long(done));
	if (done && (flags & MSG_WAITFORONE))
		flags |= MSG_DONTWAIT;
	long err = message->Load(request.child, at, false);
	if (err)
		return Return(done ? long(done) : err);
	return process_.Call(
		request, nr::kRecvmsg, {number, Address(&message->ours), flags & ~MSG_WAITFORONE},
		[=](long ret) {
			if (ret >= 0 && (!message->Store(request.child, at, size_t(ret)) ||
					 !request.child.Put(at + offsetof(struct mmsghdr, msg_len),
							    unsigned(ret))))
				ret = -EFAULT;
			if (ret < 0)
				return Return(done ? long(done) : ret);
			return ReceiveNext(request, number, done + 1);
		});
}

Outcome Sockets::ReceiveMessages(const Request &request)
{
	int number = Number(request);

	return number < 0 ? Continue() : ReceiveNext(request, number, 0);
}

Outcome Sockets::Read(const Request &request)
{
	int number = Number(request);
	size_t bytes = std::min(size_t(request.arg[2]), kMaxTransfer);

	if (number < 0)
		return Continue();
	auto data = MakeBytes(bytes);
	return process_.Call(request, nr::kRead, {number, Address(data.get()), long(bytes)},
			     [=](long ret) {
				     if (ret > 0 && !request.child.Write(request.arg[1], data.get(),
									 size_t(ret)))
					     ret = -EFAULT;
				     return Return(ret);
			     });
}

Outcome Sockets::Readv(const Request &request)
{
	int number = Number(request);
	auto vector = std::make_shared<Vector>();

	if (number < 0)
		return Continue();
	long err = vector->Load(request.child, request.arg[1], request.arg[2]);
	if (err)
		return Return(err == -EMSGSIZE ? -EINVAL : err);
	auto data = MakeBytes(vector->Bytes());
	return process_.Call(request, nr::kRead,
			     {number, Address(data.get()), long(vector->Bytes())}, [=](long ret) {
				     if (ret > 0 &&
					 !vector->Scatter(request.child, data.get(), size_t(ret)))
					     ret = -EFAULT;
				     return Return(ret);
			     });
}

Outcome Sockets::WriteTo(const Request &request, const Target &target, std::string text,
			 int64_t offset)
{
	auto data = std::make_shared<std::string>(std::move(text));

	if (target.file)
		return files_.Write(request, *target.file, *data, offset);
	return process_.Call(request, nr::kWrite,
			     {target.number, Address(data->data()), long(data->size())},
			     [=](long ret) {
				     (void)data;
				     BrokenPipe(request, ret, 0);
				     return Return(ret);
			     });
}

Outcome Sockets::Write(const Request &request, int64_t offset)
{
	Target target = placeholders_.Find(request.child, request.Int(0));

	if (target.number < 0 && !target.file)
		return Continue();
	if (target.number >= 0 && offset >= 0)
		return Return(-ESPIPE);
	std::string data(std::min(size_t(request.arg[2]), kMaxTransfer), 0);
	if (!request.child.Read(request.arg[1], data.data(), data.size()))
		return Return(-EFAULT);
	return WriteTo(request, target, std::move(data), offset);
}

Outcome Sockets::Writev(const Request &request, int64_t offset)
{
	Target target = placeholders_.Find(request.child, request.Int(0));
	Vector vector;

	if (target.number < 0 && !target.file)
		return Continue();
	if (target.number >= 0 && offset >= 0)
		return Return(-ESPIPE);
	long err = vector.Load(request.child, request.arg[1], request.arg[2]);
	if (err)
		return Return(err == -EMSGSIZE ? -EINVAL : err);
	std::string data(vector.Bytes(), 0);
	if (!vector.Gather(request.child, data.data()))
		return Return(-EFAULT);
	return WriteTo(request, target, std::move(data), offset);
}

Outcome Sockets::Transfer(const Request &request, int from, int to)
{
	Target source = placeholders_.Find(request.child, from);
	Target sink = placeholders_.Find(request.child, to);

	return source.number >= 0 || sink.number >= 0 || sink.file ? Return(-EINVAL) : Continue();
}

} // namespace ktest::exec
