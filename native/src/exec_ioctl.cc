// SPDX-License-Identifier: GPL-2.0
#include "exec_ioctl.h"

#include "exec_nr.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <linux/if.h>
#include <linux/route.h>
#include <linux/sockios.h>
#include <linux/wireless.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <vector>

namespace ktest::exec
{
namespace
{

/*
 * Memory of the program of which only the address is known. What the instance changes in the
 * copy is put back; nothing else is written.
 */
class Mirror
{
      public:
	Mirror(const Child &child, uint64_t address, size_t bytes)
	    : child_(child), address_(address), bytes_(bytes),
	      valid_(child.ReadSome(address, bytes_.data(), bytes)), before_(bytes_)
	{
	}

	char *Data()
	{
		return bytes_.data();
	}
	size_t Valid() const
	{
		return valid_;
	}
	/* Bytes [at, at + count) are ours, not to be put back. */
	void Keep(size_t at, size_t count)
	{
		std::copy_n(&bytes_[at], count, &before_[at]);
	}

	bool PutBack()
	{
		for (size_t at = 0; at < bytes_.size();) {
			auto differ = std::mismatch(bytes_.begin() + at, bytes_.end(),
						    before_.begin() + at);
			size_t begin = size_t(differ.first - bytes_.begin());
			size_t end = begin;

			while (end < bytes_.size() && bytes_[end] != before_[end])
				end++;
			if (!child_.Write(address_ + begin, &bytes_[begin], end - begin))
				return false;
			at = end;
			if (begin == end)
				break;
		}
		return true;
	}

      private:
	const Child &child_;
	uint64_t address_;
	std::vector<char> bytes_;
	size_t valid_;
	std::vector<char> before_;
};

/*
 * Commands on net_devices, routes and neighbours, which any socket takes: glibc's
 * if_nametoindex(3) asks an AF_UNIX one.
 */
bool IsDevice(unsigned command)
{
	if (command >= SIOCIWFIRST && command <= SIOCIWLAST)
		return true;
	return command >= SIOCADDRT && command < 0x89e0; // SIOCPROTOPRIVATE: AF_UNIX has its own
}

} // namespace

bool Ioctl::HasData(unsigned command)
{
	switch (command) {
	case SIOCETHTOOL:
	case SIOCSHWTSTAMP:
	case SIOCGHWTSTAMP:
	case SIOCGIFBR:
	case SIOCSIFBR:
		return true;
	}
	return command >= SIOCDEVPRIVATE && command < SIOCDEVPRIVATE + 16; // tunnels
}

bool Ioctl::IsRoute(unsigned command)
{
	return command == SIOCADDRT || command == SIOCDELRT;
}

long Ioctl::Device()
{
	if (device_ < 0)
		device_ = process_.Call(nr::kSocket, {AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0});
	return device_;
}

Outcome Ioctl::Handle(const Request &request)
{
	unsigned command = unsigned(request.arg[1]);
	long number;

	if (IsDevice(command)) {
		Target target = placeholders_.FindName(request.child.Link(request.Int(0)));

		if (target.number < 0 && !target.host_socket)
			return Continue();
		number = target.number >= 0 ? target.number : Device();
		if (number < 0)
			return Return(number);
	} else {
		number = placeholders_.Find(request.child, request.Int(0)).number;
		if (number < 0)
			return Continue();
	}
	if (command == SIOCGIFCONF)
		return Interfaces(request, number);
	return Forward(request, number);
}

Outcome Ioctl::Interfaces(const Request &request, long number)
{
	struct ifconf theirs, ours;
	std::vector<char> buffer;

	if (!request.child.Get(request.arg[2], &theirs))
		return Return(-EFAULT);
	ours = theirs;
	if (theirs.ifc_buf) {
		buffer.resize(size_t(std::clamp(theirs.ifc_len, 0, 1 << 20)) + 1);
		ours.ifc_len = int(buffer.size() - 1);
		ours.ifc_buf = buffer.data();
	}
	long ret = process_.Call(nr::kIoctl, {number, SIOCGIFCONF, Address(&ours)});
	if (ret < 0)
		return Return(ret);
	if (theirs.ifc_buf && !request.child.Write(uint64_t(Address(theirs.ifc_buf)), buffer.data(),
						   size_t(ours.ifc_len)))
		return Return(-EFAULT);
	if (!request.child.Put(request.arg[2] + offsetof(struct ifconf, ifc_len), ours.ifc_len))
		return Return(-EFAULT);
	return Return(ret);
}

Outcome Ioctl::Forward(const Request &request, long number)
{
	const Child &child = request.child;
	unsigned command = unsigned(request.arg[1]);
	uint64_t argument = request.arg[2];
	Mirror mirror(child, argument, kArgument);
	bool by_value = argument < kSmall;
	std::string name;
	size_t pointer = 0; // where in the argument there is a pointer to more
	uint64_t nested = 0;

	if (!by_value && !mirror.Valid())
		return Return(-EFAULT);
	if (HasData(command))
		pointer = offsetof(struct ifreq, ifr_data);
	else if (IsRoute(command))
		pointer = offsetof(struct rtentry, rt_dev);
	if (pointer && !by_value)
		memcpy(&nested, mirror.Data() + pointer, sizeof(nested));
	Mirror data(child, nested, nested ? kNested : 0);
	if (nested) {
		const void *ours = data.Data();

		if (!data.Valid() && !IsRoute(command)) // an IPv6 route has no pointer there
			return Return(-EFAULT);
		if (data.Valid()) {
			memcpy(mirror.Data() + pointer, &ours, sizeof(ours));
			mirror.Keep(pointer, sizeof(ours));
		}
	}
	long ret = process_.Call(nr::kIoctl, {number, long(command),
					      by_value ? long(argument) : Address(mirror.Data())});
	if (ret >= 0 && !by_value && (!mirror.PutBack() || !data.PutBack()))
		return Return(-EFAULT);
	// The placeholder answers F_GETFL.
	return ret == 0 && command == FIONBIO ? Continue() : Return(ret);
}

} // namespace ktest::exec
