// SPDX-License-Identifier: GPL-2.0
#include "elf_file.h"

#include "error.h"
#include "slot.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ktest
{

File::File(const std::string &path, int flags, int mode)
    : path_(path), fd_(open(path.c_str(), flags | O_CLOEXEC, mode))
{
	if (fd_ < 0)
		ThrowErrno(path, errno);
}

File::~File()
{
	close(fd_);
}

uint64_t File::Size() const
{
	struct stat st;

	if (fstat(fd_, &st))
		ThrowErrno(path_, errno);
	return S_ISREG(st.st_mode) ? st.st_size : 0;
}

void File::Read(void *to, size_t bytes, uint64_t offset, const char *bad) const
{
	char *at = static_cast<char *>(to);

	while (bytes > 0) {
		ssize_t n = pread(fd_, at, bytes, offset);

		if (n == 0 || (n < 0 && errno == EINVAL)) /* an offset beyond 2^63 */
			throw Error(bad, path_ + ": the file ends too early");
		if (n < 0 && errno != EINTR)
			ThrowErrno(path_, errno);
		if (n > 0) {
			at += n;
			offset += n;
			bytes -= n;
		}
	}
}

void File::Write(const void *from, size_t bytes, uint64_t offset) const
{
	const char *at = static_cast<const char *>(from);

	while (bytes > 0) {
		ssize_t n = pwrite(fd_, at, bytes, offset);

		if (n < 0 && errno != EINTR)
			ThrowErrno(path_, errno);
		if (n > 0) {
			at += n;
			offset += n;
			bytes -= n;
		}
	}
}

namespace
{

constexpr char kBad[] = "KTEST_BAD_LIBRARY";

void CheckHeader(const Elf64_Ehdr &e, const std::string &path)
{
	const char *why = nullptr;

	if (memcmp(e.e_ident, ELFMAG, SELFMAG))
		why = "not an ELF file";
	else if (e.e_ident[EI_CLASS] != ELFCLASS64 || e.e_ident[EI_DATA] != ELFDATA2LSB ||
		 e.e_machine != EM_X86_64)
		why = "not for x86-64";
	else if (e.e_type != ET_DYN)
		why = "not a shared object";
	else if (e.e_phentsize != sizeof(Elf64_Phdr) || e.e_phnum == 0 || e.e_phnum > 64)
		why = "its program headers make no sense";
	if (why)
		throw Error(kBad, path + ": " + why);
}

/* One PT_LOAD, given where the one before it ended. Returns why it is no good, or NULL. */
const char *CheckLoad(const Elf64_Phdr &p, uint64_t previous_end, bool seen_writable,
		      uint64_t file_bytes, size_t limit)
{
	uint64_t in_page = p.p_vaddr % kPage;

	if (p.p_vaddr > limit || p.p_memsz > limit - p.p_vaddr)
		return "it needs too much address space";
	if (p.p_filesz > p.p_memsz || p.p_offset > file_bytes ||
	    p.p_filesz > file_bytes - p.p_offset)
		return "a segment reaches beyond the end of the file";
	if (p.p_offset % kPage != in_page)
		return "a segment is not aligned";
	if (p.p_vaddr - in_page < previous_end)
		return "segments overlap or are out of order";
	if ((p.p_flags & PF_W) && (p.p_flags & PF_X))
		return "a segment is both writable and executable";
	if (!(p.p_flags & PF_W) && seen_writable)
		return "a read-only segment follows a writable one";
	if (!(p.p_flags & PF_W) && p.p_memsz != p.p_filesz)
		return "a read-only segment is larger than its part of the file";
	return nullptr;
}

} // namespace

ElfFile::ElfFile(const File &file, size_t limit) : counters(), dynamic(), end(0), writable(0)
{
	const std::string &path = file.Path();
	uint64_t file_bytes = file.Size();
	Elf64_Ehdr e;

	if (file_bytes < sizeof(e))
		throw Error(kBad, path + ": not an ELF file");
	file.Read(&e, sizeof(e), 0, kBad);
	CheckHeader(e, path);

	std::vector<Elf64_Phdr> headers(e.e_phnum);
	file.Read(headers.data(), headers.size() * sizeof(headers[0]), e.e_phoff, kBad);

	bool seen_writable = false;
	for (const Elf64_Phdr &p : headers) {
		if (p.p_type == PT_DYNAMIC)
			dynamic = p;
		if (p.p_type == PT_NOTE)
			notes.push_back(p);
		if (p.p_type == PT_TLS || p.p_type == PT_INTERP)
			throw Error(kBad, path + ": it is made for a C library");
		if (p.p_type != PT_LOAD || p.p_memsz == 0)
			continue;
		if (const char *why = CheckLoad(p, end, seen_writable, file_bytes, limit))
			throw Error(kBad, path + ": " + why);
		if ((p.p_flags & PF_W) && p.p_filesz == 0 && !seen_writable) {
			if (p.p_vaddr % kPage || p.p_memsz % sizeof(uint64_t))
				throw Error(kBad, path + ": its counters are not aligned");
			counters = p;
		} else if ((p.p_flags & PF_W) && !writable) {
			writable = p.p_vaddr / kPage * kPage;
		}
		seen_writable |= (p.p_flags & PF_W) != 0;
		end = (p.p_vaddr + p.p_memsz + kPage - 1) / kPage * kPage;
		load.push_back(p);
	}
	if (!writable || dynamic.p_type != PT_DYNAMIC)
		throw Error(kBad, path + ": it has no writable or no dynamic segment");
}

} // namespace ktest
