// SPDX-License-Identifier: GPL-2.0
#include "exec_message.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace ktest::exec
{
namespace
{

constexpr size_t kMaxControl = 64 << 10;
constexpr size_t kMaxVector = 1024; // UIO_MAXIOV

} // namespace

SharedBytes MakeBytes(size_t bytes)
{
	return SharedBytes(new char[std::max(bytes, size_t(1))]);
}

long Vector::Load(const Child &child, uint64_t address, size_t count)
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

bool Vector::Gather(const Child &child, char *to) const
{
	for (const struct iovec &part : parts_) {
		if (!child.Read(RemoteAddress(part.iov_base), to, part.iov_len))
			return false;
		to += part.iov_len;
	}
	return true;
}

bool Vector::Scatter(const Child &child, const char *from, size_t bytes) const
{
	for (const struct iovec &part : parts_) {
		size_t now = std::min(bytes, part.iov_len);

		if (!child.Write(RemoteAddress(part.iov_base), from, now))
			return false;
		from += now;
		bytes -= now;
	}
	return true;
}

bool SocketName::Put(const Child &child, uint64_t to, uint64_t length) const
{
	if (!to || !length)
		return true;
	return child.Write(to, &address, std::min({bytes, room, socklen_t(sizeof(address))})) &&
	       child.Put(length, bytes);
}

long Message::Load(const Child &child, uint64_t address, bool sending)
{
	if (!child.Get(address, &theirs))
		return -EFAULT;
	long err = vector.Load(child, RemoteAddress(theirs.msg_iov), theirs.msg_iovlen);
	if (err)
		return err;
	if (theirs.msg_controllen > kMaxControl)
		return -ENOBUFS;
	data = MakeBytes(vector.Bytes());
	control = MakeBytes(theirs.msg_controllen);
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
	    !child.Read(RemoteAddress(theirs.msg_name), &name, ours.msg_namelen) ||
	    !child.Read(RemoteAddress(theirs.msg_control), control.get(), ours.msg_controllen))
		return -EFAULT;
	return 0;
}

bool Message::Store(const Child &child, uint64_t address, size_t bytes)
{
	size_t name_bytes =
		std::min({ours.msg_namelen, theirs.msg_namelen, socklen_t(sizeof(name))});
	size_t control_bytes = std::min(ours.msg_controllen, theirs.msg_controllen);

	if (!vector.Scatter(child, data.get(), std::min(bytes, vector.Bytes())))
		return false;
	if (theirs.msg_name && !child.Write(RemoteAddress(theirs.msg_name), &name, name_bytes))
		return false;
	if (theirs.msg_control &&
	    !child.Write(RemoteAddress(theirs.msg_control), control.get(), control_bytes))
		return false;
	return child.Put(address + offsetof(struct msghdr, msg_namelen), ours.msg_namelen) &&
	       child.Put(address + offsetof(struct msghdr, msg_controllen), ours.msg_controllen) &&
	       child.Put(address + offsetof(struct msghdr, msg_flags), ours.msg_flags);
}

} // namespace ktest::exec
