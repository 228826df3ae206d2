// SPDX-License-Identifier: GPL-2.0
#include "exec_host_files.h"

#include "exec_fd.h"
#include "exec_writers.h"

#include <fcntl.h>

namespace ktest::exec
{
namespace
{

constexpr int kMaxInterpreters = 5; // as fs/exec.c

/* Path in the "#!" line of a script; empty if it is none. */
std::string Interpreter(const std::string &path)
{
	constexpr char kBlanks[] = " \t";
	char text[256]; // BINPRM_BUF_SIZE
	Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
	ssize_t bytes = file ? read(file.Get(), text, sizeof(text)) : -1;

	if (bytes < 3 || text[0] != '#' || text[1] != '!')
		return {};
	std::string line(text + 2, size_t(bytes) - 2);
	line.resize(std::min(line.find('\n'), line.size()));
	size_t begin = line.find_first_not_of(kBlanks);
	if (begin == std::string::npos)
		return {};
	return line.substr(begin, line.find_first_of(kBlanks, begin) - begin);
}

} // namespace

HostFiles::HostFiles(std::string writers_lock)
    : writers_lock_(std::move(writers_lock)), own_("_" + std::to_string(getpid()) + ".")
{
}

void HostFiles::Opened(const std::string &path, bool written)
{
	if (written && !writers_lock_.empty() && IsShared(path))
		BecomeWriter(writers_lock_);
	Add({path, written, true});
}

bool HostFiles::IsShared(const std::string &path) const
{
	bool is_device = path.compare(0, 5, "/dev/") == 0 && path.compare(0, 9, "/dev/shm/") != 0;

	return !is_device && path.find(own_) == std::string::npos;
}

void HostFiles::Add(const HostFile &file)
{
	auto [at, is_new] = index_.try_emplace(file.path, files_.size());

	if (is_new) {
		files_.push_back(file);
		return;
	}
	files_[at->second].written |= file.written;
	files_[at->second].opened |= file.opened;
}

void HostFiles::Executed(const std::string &path)
{
	std::string name = path;

	for (int depth = 0; depth <= kMaxInterpreters && !name.empty(); depth++) {
		Opened(name, false);
		name = Interpreter(name);
	}
}

} // namespace ktest::exec
