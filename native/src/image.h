/* SPDX-License-Identifier: GPL-2.0 */
/*
 * image.h - liblinux, mapped at an address of our choice.
 *
 * dlopen(3) would choose the address itself, keep one instance per namespace and lay the
 * writable segment out where it likes. This loader puts it right before the arena, so that
 * {writable segment, arena} is one range to protect, copy and save.
 */
#ifndef KTEST_IMAGE_H
#define KTEST_IMAGE_H

#include "coverage.h"
#include "elf_file.h"

#include <fcntl.h>
#include <liblinux.h>
#include <string>

namespace ktest
{

/* The functions of liblinux.h, for one instance. */
struct Api {
	decltype(&::lib_init) init;
	decltype(&::lib_attach) attach;
	decltype(&::lib_release) release;
	decltype(&::lib_alive) alive;
	decltype(&::lib_now) now;
	decltype(&::lib_next_timer) next_timer;
	decltype(&::lib_advance) advance;
	decltype(&::lib_task_create) task_create;
	decltype(&::lib_task_exit) task_exit;
	decltype(&::lib_syscall) syscall;
	decltype(&::lib_task_pending) task_pending;
	decltype(&::lib_run) run;
	decltype(&::lib_dev_create) dev_create;
	decltype(&::lib_dev_destroy) dev_destroy;
	decltype(&::lib_dev_receive) dev_receive;
	decltype(&::lib_fault) fault;
	decltype(&::lib_interrupt) interrupt;
};

class Image
{
      public:
	/* What the writable segments shall hold at first. */
	enum class Data { kInitial, kNothing };

	/*
	 * Maps the library at `base`, relocates it and looks its functions up. The memory
	 * belongs to the slot. Throws an errno's name or KTEST_BAD_LIBRARY.
	 */
	Image(const std::string &path, uintptr_t base, size_t limit, Data data)
	    : Image(File(path, O_RDONLY), base, limit, data)
	{
	}

	/* Whether an address is in an executable segment. Async-signal-safe. */
	bool InText(uintptr_t address) const
	{
		return address >= text_begin_ && address < text_end_;
	}

	/* Counters of basic blocks, page aligned; 0 if the library has none. */
	uintptr_t Counters() const
	{
		return base_ + elf_.counters.p_vaddr;
	}
	size_t Blocks() const
	{
		return elf_.counters.p_memsz;
	}

	/* What basic blocks do from now on: asm/block_counters.h of the port. Throws an errno's
	 * name. */
	void CountBy(Coverage::Kind kind);

	/* The other writable segments, page aligned. */
	uintptr_t DataBegin() const
	{
		return base_ + elf_.writable;
	}
	uintptr_t DataEnd() const
	{
		return base_ + elf_.end;
	}

	/* GNU build id as hexadecimal digits; empty if it has none. */
	const std::string &BuildId() const
	{
		return build_id_;
	}

	Api api;

      private:
	Image(const File &file, uintptr_t base, size_t limit, Data data);
	void Map(const File &file, Data data) const;
	void ReadDynamic(const File &file);
	void Relocate() const;
	void RelocateRelr(const uint64_t *relr, size_t n) const;
	void ReadBuildId();
	size_t SymbolCount() const;
	void ResolveAll();
	uintptr_t Resolve(const char *name) const;

	/* n objects at a virtual address of the file, or KTEST_BAD_LIBRARY. */
	template <typename T> const T *At(uint64_t vaddr, size_t n, const char *what) const;
	bool Writable(uint64_t vaddr, size_t bytes) const;
	[[noreturn]] void Bad(const std::string &why) const;

	const std::string path_;
	const uintptr_t base_;
	const ElfFile elf_;
	uintptr_t text_begin_ = UINTPTR_MAX, text_end_ = 0;
	Coverage::Kind counts_by_ = Coverage::Kind::kCounts;
	std::string build_id_;

	struct Dynamic {
		uint64_t rela, rela_bytes, relr, relr_bytes;
		uint64_t symtab, strtab, strtab_bytes, hash, gnu_hash;
	} dynamic_ = {};
};

} // namespace ktest

#endif /* KTEST_IMAGE_H */
