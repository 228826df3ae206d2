// SPDX-License-Identifier: GPL-2.0
#include "exec_path.h"

#include "exec_fd.h"

#include <algorithm>
#include <cctype>
#include <climits>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>

namespace ktest::exec
{
namespace
{

/* Folders of the system, by far the most used ones: nobody reads the network through links there.
 */
constexpr const char *kPlain[] = {"/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc"};

/* Whether `path` is `folder` or below it. */
bool Below(const std::string &path, const std::string &folder)
{
	return path.compare(0, folder.size(), folder) == 0 &&
	       (path.size() == folder.size() || path[folder.size()] == '/');
}

/* The component of `path` that begins at `at`. */
std::string Component(const std::string &path, size_t at)
{
	return path.substr(at, path.find('/', at) - at);
}

bool IsNumber(const std::string &text)
{
	return !text.empty() && std::all_of(text.begin(), text.end(), isdigit);
}

/*
 * Where "/net" begins in /proc/PID/net... and /proc/PID/task/TID/net...; npos if the path is
 * not one of these.
 */
size_t NetOfProcess(const std::string &path)
{
	std::string process = Component(path, 6);
	size_t at = 6 + process.size();

	if (process != "self" && process != "thread-self" && !IsNumber(process))
		return std::string::npos;
	if (path.compare(at, 6, "/task/") == 0) {
		std::string thread = Component(path, at + 6);

		if (!IsNumber(thread))
			return std::string::npos;
		at += 6 + thread.size();
	}
	return at < path.size() && Below(path.substr(at), "/net") ? at : std::string::npos;
}

Location ClassifyProc(const std::string &path)
{
	/* No other kernel has a /proc/lib. */
	if (Below(path, "/proc/net") || Below(path, "/proc/lib"))
		return {Owner::kInstance, path};
	if (path == "/proc/sys" || Below(path, "/proc/sys/net") || path == "/proc/sysrq-trigger" ||
	    path == "/proc/uptime") // the clock is the instance's
		return {Owner::kInstance, path};
	if (Below(path, "/proc/sys"))
		return {Owner::kShared, path};
	size_t net = NetOfProcess(path);
	if (net != std::string::npos)
		return {Owner::kInstance, "/proc" + path.substr(net)};
	return {Owner::kHost, path};
}

Location ClassifySys(const std::string &path)
{
	if (Below(path, "/sys/class/net") || Below(path, "/sys/devices/virtual/net"))
		return {Owner::kInstance, path};
	if (Below(path, "/sys/module"))
		return {Owner::kShared, path};
	return {Owner::kHostReadOnly, path};
}

Location ClassifyDev(const std::string &path)
{
	if (path == "/dev/net/tun")
		return {Owner::kInstance, path};
	if (path == "/dev/ppp" || path == "/dev/vhost-net" || path.compare(0, 8, "/dev/tap") == 0)
		return {Owner::kForbidden, path};
	return {Owner::kHost, path};
}

/* A procfs or sysfs that is mounted in another place than usual. */
bool IsSecondMount(int fd, const std::string &name)
{
	struct statfs fs;

	return !Below(name, "/proc") && !Below(name, "/sys") && fstatfs(fd, &fs) == 0 &&
	       (fs.f_type == PROC_SUPER_MAGIC || fs.f_type == SYSFS_MAGIC);
}

/* Where the path leads to, by the name that the kernel gives to it. */
Location Resolve(const std::string &path, bool follow)
{
	Fd file(open(path.c_str(), O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW)));
	char text[PATH_MAX];

	if (!file)
		return {Owner::kHost, path};
	std::string link = "/proc/self/fd/" + std::to_string(file.Get());
	ssize_t bytes = readlink(link.c_str(), text, sizeof(text));
	if (bytes <= 0 || text[0] != '/')
		return {Owner::kHost, path};
	std::string name(text, size_t(bytes));
	if (IsSecondMount(file.Get(), name))
		return {Owner::kForbidden, path};
	return Classify(name);
}

} // namespace

std::string Normalise(const std::string &path)
{
	std::string result;

	for (size_t at = 0; at < path.size();) {
		size_t end = std::min(path.find('/', at), path.size());
		std::string part = path.substr(at, end - at);

		if (part == "..")
			result.resize(result.empty() ? 0 : result.rfind('/'));
		else if (!part.empty() && part != ".")
			result += "/" + part;
		at = end + 1;
	}
	return result.empty() ? "/" : result;
}

Location Classify(const std::string &path)
{
	if (Below(path, "/run/netns") || Below(path, "/var/run/netns"))
		return {Owner::kForbidden, path};
	if (Below(path, "/proc") && path.size() > 6)
		return ClassifyProc(path);
	if (Below(path, "/sys"))
		return ClassifySys(path);
	if (Below(path, "/dev"))
		return ClassifyDev(path);
	return {Owner::kHost, path};
}

Location Locate(const std::string &path, int tid, bool follow, bool writing)
{
	Location location = Classify(path);
	std::string seen = path;

	if (location.owner != Owner::kHost && location.owner != Owner::kHostReadOnly)
		return location;
	for (const char *folder : kPlain)
		if (!writing && Below(path, folder))
			return location;
	for (const char *self : {"/proc/self", "/proc/thread-self"})
		if (Below(path, self))
			seen = "/proc/" + std::to_string(tid) +
			       path.substr(std::string(self).size());
	Location target = Resolve(seen, follow);
	return target.owner == Owner::kHost ? location : target;
}

} // namespace ktest::exec
