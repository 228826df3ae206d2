/* SPDX-License-Identifier: GPL-2.0 */
/*
 * elf_file.h - reads and checks the parts of an ELF file that say how to map it.
 *
 * Accepted: what the kernel's link step makes, a position-independent x86-64 shared object
 * with read-only and executable segments first, then one of counters if it has any, then writable
 * ones, in ascending order.
 */
#ifndef KTEST_ELF_FILE_H
#define KTEST_ELF_FILE_H

#include <cstddef>
#include <cstdint>
#include <elf.h>
#include <string>
#include <vector>

namespace ktest
{

/* A file descriptor that closes itself. */
class File
{
      public:
	/* Throws the errno's name. */
	File(const std::string &path, int flags, int mode = 0);
	~File();
	File(const File &) = delete;
	File &operator=(const File &) = delete;

	int Fd() const
	{
		return fd_;
	}
	const std::string &Path() const
	{
		return path_;
	}
	uint64_t Size() const;

	/* All of it or an exception; `bad` is the code of the exception at end of file. */
	void Read(void *to, size_t bytes, uint64_t offset, const char *bad) const;
	void Write(const void *from, size_t bytes, uint64_t offset) const;

      private:
	std::string path_;
	int fd_;
};

struct ElfFile {
	/* Throws KTEST_BAD_LIBRARY with the reason. `limit`: most bytes of address space. */
	ElfFile(const File &file, size_t limit);

	std::vector<Elf64_Phdr> load;  /* PT_LOAD, ascending; the writable ones are last */
	Elf64_Phdr counters;	       /* the first writable one if nothing of it is in the file */
	Elf64_Phdr dynamic;	       /* PT_DYNAMIC */
	std::vector<Elf64_Phdr> notes; /* PT_NOTE */
	uint64_t end;		       /* first page boundary behind the last segment */
	uint64_t writable;	       /* first page of the first writable segment but that one */
};

} // namespace ktest

#endif /* KTEST_ELF_FILE_H */
