// SPDX-License-Identifier: GPL-2.0
#include "exec_idle.h"

#include "exec_fd.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string>

namespace ktest::exec
{
namespace
{

std::string ReadFile(const std::string &path)
{
	char text[8192];
	Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
	ssize_t bytes = file ? read(file.Get(), text, sizeof(text)) : -1;

	return bytes > 0 ? std::string(text, size_t(bytes)) : std::string();
}

/* The value of a line such as "SigPnd:\t0000000000000000". */
const char *Value(const std::string &status, const char *name)
{
	size_t at = status.find(name);

	return at == std::string::npos ? "" : status.c_str() + at + strlen(name);
}

uint64_t Signals(const std::string &status, const char *name)
{
	return strtoull(Value(status, name), nullptr, 16);
}

std::vector<pid_t> Numbers(const std::string &text)
{
	std::vector<pid_t> numbers;
	const char *at = text.c_str();

	for (;;) {
		char *end;
		long number = strtol(at, &end, 10);

		if (end == at)
			return numbers;
		numbers.push_back(pid_t(number));
		at = end;
	}
}

std::vector<pid_t> Threads(pid_t process)
{
	std::string path = "/proc/" + std::to_string(process) + "/task";
	std::unique_ptr<DIR, int (*)(DIR *)> folder(opendir(path.c_str()), closedir);
	std::vector<pid_t> threads;

	while (struct dirent *entry = folder ? readdir(folder.get()) : nullptr)
		if (entry->d_name[0] != '.')
			threads.push_back(pid_t(atoi(entry->d_name)));
	return threads;
}

/* False: the thread runs. `reaped`: it will not be left a zombie. */
bool ScanThread(const std::string &folder, pid_t tid, bool waits, bool reaped,
		std::vector<Sleeper> *sleepers)
{
	std::string status = ReadFile(folder + "/status");
	const char *state = Value(status, "\nState:\t");

	if (*state == 'R' || (*state == 'D' && !waits) || (*state == 'Z' && reaped))
		return false;
	if (status.empty() || strchr("ZX", *state)) // it has ended
		return true;
	uint64_t pending = Signals(status, "\nSigPnd:\t") | Signals(status, "\nShdPnd:\t");
	uint64_t caught = Signals(status, "\nSigCgt:\t") & ~Signals(status, "\nSigBlk:\t");
	sleepers->push_back({tid,
			     atol(Value(status, "\nvoluntary_ctxt_switches:\t")) +
				     atol(Value(status, "\nnonvoluntary_ctxt_switches:\t")),
			     (pending & caught) != 0});
	return true;
}

/*
 * `reaped`: its parent is the reaper, which then has yet to tell that it has ended. Not so if
 * only the first of its threads has.
 */
bool ScanProcess(pid_t process, bool reaped, const std::function<bool(pid_t)> &waits,
		 std::vector<Sleeper> *sleepers, bool is_reaper = false)
{
	std::vector<pid_t> threads = Threads(process);

	for (pid_t tid : threads) {
		std::string folder =
			"/proc/" + std::to_string(process) + "/task/" + std::to_string(tid);

		if (!ScanThread(folder, tid, waits(tid), reaped && threads.size() == 1, sleepers))
			return false;
		for (pid_t child : Numbers(ReadFile(folder + "/children")))
			if (!ScanProcess(child, is_reaper, waits, sleepers))
				return false;
	}
	return true;
}

} // namespace

bool ScanSleepers(pid_t reaper, const std::function<bool(pid_t)> &waits,
		  std::vector<Sleeper> *sleepers)
{
	sleepers->clear();
	return ScanProcess(reaper, false, waits, sleepers, true);
}

bool SameSleepers(const std::vector<Sleeper> &a, const std::vector<Sleeper> &b)
{
	return std::equal(a.begin(), a.end(), b.begin(), b.end(),
			  [](const Sleeper &x, const Sleeper &y) {
				  return x.tid == y.tid && x.switches == y.switches;
			  });
}

} // namespace ktest::exec
