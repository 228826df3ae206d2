// SPDX-License-Identifier: GPL-2.0
#include "exec_sockets.h"

#include "exec_nr.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <linux/filter.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>

namespace ktest::exec
{
namespace
{

/* Longer transfers are cut short, which streams may do; no message is that long. */
constexpr size_t kMaxTransfer = 8 << 20;
constexpr size_t kMaxOption = 1 << 20;
constexpr size_t kMaxControl = 64 << 10;
constexpr size_t kMaxVector = 1024; // UIO_MAXIOV

long Address(const void *p)
{
	return reinterpret_cast<long>(p);
}

uint64_t Address64(const void *p)
{
	return reinterpret_cast<uint64_t>(p);
}

/* Memory that is not cleared first. */
std::shared_ptr<char[]> Buffer(size_t bytes)
{
	return std::shared_ptr<char[]>(new char[std::max(bytes, size_t(1))]);
}

/* The signal that comes with EPIPE; the instance has sent it to its own task only. */
void BrokenPipe(const Request &request, long ret, int flags)
{
	if (ret == -EPIPE && !(flags & MSG_NOSIGNAL))
		syscall(SYS_tkill, request.child.Tid(), SIGPIPE);
}

/* The buffers of a scattered transfer, in the program. */
class Vector
{
      public:
	/* 0, -EFAULT, -EMSGSIZE (which is -EINVAL for readv and writev) */
	long Load(const Child &child, uint64_t address, size_t count)
	{
		if (count > kMaxVector)
			return -EMSGSIZE;
		parts_.resize(count);
		if (!child.Read(address, parts_.data(), count * sizeof(parts_[0])))
			return -EFAULT;
		for (struct iovec &part : parts_) {
			part.iov_len = std::min(part.iov_len, kMaxTransfer - bytes_);
			bytes_ += part.iov_len;
		}
		return 0;
	}

	size_t Bytes() const
	{
		return bytes_;
	}

	bool Gather(const Child &child, char *to) const
	{
		for (const struct iovec &part : parts_) {
			if (!child.Read(Address64(part.iov_base), to, part.iov_len))
				return false;
			to += part.iov_len;
		}
		return true;
	}

	bool Scatter(const Child &child, const char *from, size_t bytes) const
	{
		for (const struct iovec &part : parts_) {
			size_t now = std::min(bytes, part.iov_len);

			if (!child.Write(Address64(part.iov_base), from, now))
				return false;
			from += now;
			bytes -= now;
		}
		return true;
	}

      private:
	std::vector<struct iovec> parts_;
	size_t bytes_ = 0;
};

/* A socket address that the instance fills in. */
struct Name {
	struct sockaddr_storage address = {};
	socklen_t bytes = sizeof(address);
	socklen_t room = 0; /* in the program */

	/* To the places that a call names; both are optional. */
	bool Put(const Child &child, uint64_t to, uint64_t length) const
	{
		if (!to || !length)
			return true;
		return child.Write(to, &address,
				   std::min({bytes, room, socklen_t(sizeof(address))})) &&
		       child.Put(length, bytes);
	}
};

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

/* struct msghdr of the program, and the same for the instance. */
struct Sockets::Message {
	struct msghdr theirs = {}, ours = {};
	struct iovec part = {};
	struct sockaddr_storage name = {};
	Vector vector;
	std::shared_ptr<char[]> data, control;

	long Load(const Request &request, uint64_t address, bool sending);
	bool Store(const Request &request, uint64_t address, size_t bytes);
};

long Sockets::Message::Load(const Request &request, uint64_t address, bool sending)
{
	const Child &child = request.child;

	if (!child.Get(address, &theirs))
		return -EFAULT;
	long err = vector.Load(child, Address64(theirs.msg_iov), theirs.msg_iovlen);
	if (err)
		return err;
	if (theirs.msg_controllen > kMaxControl)
		return -ENOBUFS;
	data = Buffer(vector.Bytes());
	control = Buffer(theirs.msg_controllen);
	part = {data.get(), vector.Bytes()};
	ours.msg_iov = &part;
	ours.msg_iovlen = 1;
	if (theirs.msg_control) {
		ours.msg_control = control.get();
		ours.msg_controllen = theirs.msg_controllen;
	}
	if (theirs.msg_name) {
		ours.msg_name = &name;
		ours.msg_namelen = std::min(theirs.msg_namelen, socklen_t(sizeof(name)));
	}
	if (!sending)
		return 0;
	if (!vector.Gather(child, data.get()) ||
	    !child.Read(Address64(theirs.msg_name), &name, ours.msg_namelen) ||
	    !child.Read(Address64(theirs.msg_control), control.get(), ours.msg_controllen))
		return -EFAULT;
	return 0;
}

/* After a reception of `bytes` bytes, which may be more than there was room for. */
bool Sockets::Message::Store(const Request &request, uint64_t address, size_t bytes)
{
	const Child &child = request.child;
	size_t name_bytes =
		std::min({ours.msg_namelen, theirs.msg_namelen, socklen_t(sizeof(name))});
	size_t control_bytes = std::min(ours.msg_controllen, theirs.msg_controllen);

	if (!vector.Scatter(child, data.get(), std::min(bytes, vector.Bytes())))
		return false;
	if (theirs.msg_name && !child.Write(Address64(theirs.msg_name), &name, name_bytes))
		return false;
	if (theirs.msg_control &&
	    !child.Write(Address64(theirs.msg_control), control.get(), control_bytes))
		return false;
	return child.Put(address + offsetof(struct msghdr, msg_namelen), ours.msg_namelen) &&
	       child.Put(address + offsetof(struct msghdr, msg_controllen), ours.msg_controllen) &&
	       child.Put(address + offsetof(struct msghdr, msg_flags), ours.msg_flags);
}

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
	return !path.empty() && files_.IsDaemon(request, path);
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
	auto name = std::make_shared<exec::Name>();
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
	exec::Name name;

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
		if (!request.child.Read(Address64(program->filter), filter.data(),
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

/* ---- transfers ----------------------------------------------------------------------------- */

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
	auto data = Buffer(bytes);
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
		return IsDaemon(request, Address64(header.msg_name), header.msg_namelen)
			       ? Return(-ECONNREFUSED)
			       : Continue();
	}
	long err = message->Load(request, request.arg[1], true);
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
	long err = message->Load(request, at, true);
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
	for (unsigned n = 0; n < std::min(unsigned(request.arg[2]), unsigned(kMaxVector)); n++) {
		struct msghdr header = {};

		request.child.Get(request.arg[1] + n * sizeof(struct mmsghdr), &header);
		if (IsDaemon(request, Address64(header.msg_name), header.msg_namelen))
			return Return(-ECONNREFUSED);
	}
	return Continue();
}

Outcome Sockets::ReceiveFrom(const Request &request)
{
	int number = Number(request);
	size_t bytes = std::min(size_t(request.arg[2]), kMaxTransfer);
	uint64_t to = request.arg[4], length = request.arg[5];
	auto name = std::make_shared<exec::Name>();

	if (number < 0)
		return Continue();
	if (to && !request.child.Get(length, &name->room))
		return Return(-EFAULT);
	auto data = Buffer(bytes);
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
	long err = message->Load(request, request.arg[1], false);
	if (err)
		return Return(err);
	return process_.Call(request, nr::kRecvmsg,
			     {number, Address(&message->ours), request.Int(2)}, [=](long ret) {
				     if (ret >= 0 &&
					 !message->Store(request, request.arg[1], size_t(ret)))
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
	long err = message->Load(request, at, false);
	if (err)
		return Return(done ? long(done) : err);
	return process_.Call(
		request, nr::kRecvmsg, {number, Address(&message->ours), flags & ~MSG_WAITFORONE},
		[=](long ret) {
			if (ret >= 0 && (!message->Store(request, at, size_t(ret)) ||
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
	auto data = Buffer(bytes);
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
	auto data = Buffer(vector->Bytes());
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
