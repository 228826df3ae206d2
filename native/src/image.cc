// SPDX-License-Identifier: GPL-2.0
#include "image.h"

#include "error.h"
#include "slot.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

/* native/ktest.gdb has a breakpoint here: a debugger does not know of libraries loaded so. */
extern "C" __attribute__((noinline, visibility("default"))) void
ktest_library_loaded(const char *path, uintptr_t base)
{
	const char *gdb = getenv("KTEST_GDB");

	if (gdb && !strcmp(gdb, "1"))
		fprintf(stderr, "add-symbol-file %s -o 0x%lx\n", path, base);
}

namespace ktest
{

Image::Image(const File &file, uintptr_t base, size_t limit, Data data)
    : api(), path_(file.Path()), base_(base), elf_(file, limit)
{
	for (const Elf64_Phdr &p : elf_.load) {
		if (!(p.p_flags & PF_X))
			continue;
		text_begin_ = std::min(text_begin_, base_ + p.p_vaddr);
		text_end_ = std::max(text_end_, base_ + p.p_vaddr + p.p_memsz);
	}
	Map(file, data);
	ReadDynamic(file);
	if (data == Data::kInitial)
		Relocate();
	ReadBuildId();
	ResolveAll();

	ktest_library_loaded(path_.c_str(), base_);
}

void Image::Bad(const std::string &why) const
{
	throw Error("KTEST_BAD_LIBRARY", path_ + ": " + why);
}

void Image::Map(const File &file, Data data) const
{
	for (const Elf64_Phdr &p : elf_.load) {
		uint64_t in_page = p.p_vaddr % kPage;
		void *at = reinterpret_cast<void *>(base_ + p.p_vaddr - in_page);
		size_t bytes = p.p_memsz + in_page;
		bool writable = p.p_flags & PF_W;
		int prot = writable ? PROT_READ | PROT_WRITE
				    : PROT_READ | (p.p_flags & PF_X ? PROT_EXEC : 0);
		int now = data == Data::kInitial ? MAP_POPULATE : 0;
		void *got = writable ? mmap(at, bytes, prot,
					    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | now, -1, 0)
				     : mmap(at, bytes, prot, MAP_PRIVATE | MAP_FIXED, file.Fd(),
					    p.p_offset - in_page);

		if (got == MAP_FAILED)
			ThrowErrno(path_, errno);
		if (writable && data == Data::kInitial)
			file.Read(reinterpret_cast<void *>(base_ + p.p_vaddr), p.p_filesz,
				  p.p_offset, "KTEST_BAD_LIBRARY");
	}
}

void Image::CountBy(Coverage::Kind kind)
{
	/* {add,or}b $1, disp32(%rip): of what the compiler makes nothing else leads to the
	 * counters. */
	constexpr uint8_t kOpcode = 0x80, kAdd = 0x05, kOr = 0x0d, kImmediate = 1;
	constexpr size_t kBytes = 7;
	const uint8_t was = counts_by_ == Coverage::Kind::kCounts ? kAdd : kOr;
	const uint8_t now = kind == Coverage::Kind::kCounts ? kAdd : kOr;

	if (was == now)
		return;
	void *text = reinterpret_cast<void *>(text_begin_ / kPage * kPage);
	size_t bytes = text_end_ - text_begin_ / kPage * kPage;
	if (mprotect(text, bytes, PROT_READ | PROT_WRITE))
		ThrowErrno(path_, errno);
	for (uintptr_t at = text_begin_; at + kBytes <= text_end_; at++) {
		auto *code = reinterpret_cast<uint8_t *>(at);
		int32_t displacement;

		if (code[0] != kOpcode || code[1] != was || code[6] != kImmediate)
			continue;
		memcpy(&displacement, code + 2, sizeof(displacement));
		if (at + kBytes + displacement - Counters() < Blocks())
			code[1] = now;
	}
	if (mprotect(text, bytes, PROT_READ | PROT_EXEC))
		ThrowErrno(path_, errno);
	counts_by_ = kind;
}

template <typename T> const T *Image::At(uint64_t vaddr, size_t n, const char *what) const
{
	if (n <= SIZE_MAX / sizeof(T) && vaddr % alignof(T) == 0) {
		for (const Elf64_Phdr &p : elf_.load)
			if (vaddr >= p.p_vaddr && vaddr - p.p_vaddr <= p.p_memsz &&
			    n * sizeof(T) <= p.p_memsz - (vaddr - p.p_vaddr))
				return reinterpret_cast<const T *>(base_ + vaddr);
	}
	Bad(std::string("its ") + what + " is out of bounds");
}

bool Image::Writable(uint64_t vaddr, size_t bytes) const
{
	for (const Elf64_Phdr &p : elf_.load)
		if ((p.p_flags & PF_W) && vaddr >= p.p_vaddr && p.p_memsz >= bytes &&
		    vaddr - p.p_vaddr <= p.p_memsz - bytes)
			return true;
	return false;
}

void Image::ReadDynamic(const File &file)
{
	Elf64_Dyn entry = {};

	/* From the file: the segment is among the writable ones, which may hold nothing yet. */
	for (size_t at = 0; at + sizeof(entry) <= elf_.dynamic.p_filesz; at += sizeof(entry)) {
		file.Read(&entry, sizeof(entry), elf_.dynamic.p_offset + at, "KTEST_BAD_LIBRARY");
		uint64_t value = entry.d_un.d_val;

		switch (entry.d_tag) {
		case DT_NULL:
			return;
		case DT_RELA:
			dynamic_.rela = value;
			break;
		case DT_RELASZ:
			dynamic_.rela_bytes = value;
			break;
		case DT_RELAENT:
			if (value != sizeof(Elf64_Rela))
				Bad("its relocations have an odd size");
			break;
		case DT_RELR:
			dynamic_.relr = value;
			break;
		case DT_RELRSZ:
			dynamic_.relr_bytes = value;
			break;
		case DT_SYMTAB:
			dynamic_.symtab = value;
			break;
		case DT_STRTAB:
			dynamic_.strtab = value;
			break;
		case DT_STRSZ:
			dynamic_.strtab_bytes = value;
			break;
		case DT_HASH:
			dynamic_.hash = value;
			break;
		case DT_GNU_HASH:
			dynamic_.gnu_hash = value;
			break;
		case DT_NEEDED:
			Bad("it needs another library");
		case DT_TEXTREL:
			Bad("its text has relocations");
		case DT_JMPREL:
		case DT_REL:
			Bad("it has relocations of a kind that liblinux does not have");
		default:
			break;
		}
	}
}

void Image::Relocate() const
{
	size_t n = dynamic_.rela_bytes / sizeof(Elf64_Rela);
	const auto *rela = n ? At<Elf64_Rela>(dynamic_.rela, n, "relocation table") : nullptr;

	for (size_t i = 0; i < n; i++) {
		if (ELF64_R_TYPE(rela[i].r_info) == R_X86_64_NONE)
			continue;
		if (ELF64_R_TYPE(rela[i].r_info) != R_X86_64_RELATIVE)
			Bad("it has a relocation that is not relative");
		if (!Writable(rela[i].r_offset, sizeof(uint64_t)))
			Bad("a relocation is out of bounds");
		uint64_t value = base_ + rela[i].r_addend;
		memcpy(reinterpret_cast<void *>(base_ + rela[i].r_offset), &value, sizeof(value));
	}
	n = dynamic_.relr_bytes / sizeof(uint64_t);
	if (n)
		RelocateRelr(At<uint64_t>(dynamic_.relr, n, "relocation table"), n);
}

/* The compact form: an even word is an address, an odd one a bitmap of the 63 words after it. */
void Image::RelocateRelr(const uint64_t *relr, size_t n) const
{
	uint64_t where = 0;
	auto apply = [&](uint64_t vaddr) {
		uint64_t value;

		if (!Writable(vaddr, sizeof(value)))
			Bad("a relocation is out of bounds");
		memcpy(&value, reinterpret_cast<void *>(base_ + vaddr), sizeof(value));
		value += base_;
		memcpy(reinterpret_cast<void *>(base_ + vaddr), &value, sizeof(value));
	};

	for (size_t i = 0; i < n; i++) {
		if (!(relr[i] & 1)) {
			apply(relr[i]);
			where = relr[i] + 8;
			continue;
		}
		for (int bit = 1; bit < 64; bit++)
			if (relr[i] >> bit & 1)
				apply(where + (bit - 1) * 8);
		where += 63 * 8;
	}
}

void Image::ReadBuildId()
{
	static const char digits[] = "0123456789abcdef";

	for (const Elf64_Phdr &p : elf_.notes) {
		const auto *bytes = At<unsigned char>(p.p_vaddr, p.p_memsz, "note segment");
		uint64_t at = 0;

		while (p.p_memsz - at >= sizeof(Elf64_Nhdr)) {
			Elf64_Nhdr note;
			memcpy(&note, bytes + at, sizeof(note));
			uint64_t name = at + sizeof(note);
			uint64_t desc = name + (uint64_t(note.n_namesz) + 3) / 4 * 4;
			uint64_t next = desc + (uint64_t(note.n_descsz) + 3) / 4 * 4;

			if (next > p.p_memsz)
				break;
			if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
			    note.n_descsz <= 32 && !memcmp(bytes + name, "GNU", 4)) {
				build_id_.clear();
				for (uint32_t i = 0; i < note.n_descsz; i++) {
					build_id_ += digits[bytes[desc + i] >> 4];
					build_id_ += digits[bytes[desc + i] & 15];
				}
				return;
			}
			at = next;
		}
	}
}

/* ELF does not say how long the symbol table is; its hash tables do. */
size_t Image::SymbolCount() const
{
	if (dynamic_.hash)
		return At<uint32_t>(dynamic_.hash, 2, "hash table")[1];
	if (!dynamic_.gnu_hash)
		Bad("it has no symbol hash table");

	const auto *head = At<uint32_t>(dynamic_.gnu_hash, 4, "hash table");
	uint64_t buckets_at = dynamic_.gnu_hash + 16 + uint64_t(head[2]) * 8;
	const auto *bucket = At<uint32_t>(buckets_at, head[0], "hash table");
	uint64_t chains_at = buckets_at + uint64_t(head[0]) * 4;
	uint32_t last = 0;

	for (uint32_t i = 0; i < head[0]; i++)
		last = std::max(last, bucket[i]);
	if (last < head[1])
		return head[1];
	while (!(*At<uint32_t>(chains_at + uint64_t(last - head[1]) * 4, 1, "hash table") & 1))
		last++;
	return size_t(last) + 1;
}

uintptr_t Image::Resolve(const char *name) const
{
	size_t count = SymbolCount();
	const auto *symbol = At<Elf64_Sym>(dynamic_.symtab, count, "symbol table");
	const char *strings = At<char>(dynamic_.strtab, dynamic_.strtab_bytes, "string table");
	size_t bytes = strlen(name) + 1;

	for (size_t i = 0; i < count; i++) {
		const Elf64_Sym &s = symbol[i];

		if (s.st_shndx == SHN_UNDEF || s.st_name > dynamic_.strtab_bytes ||
		    dynamic_.strtab_bytes - s.st_name < bytes ||
		    memcmp(strings + s.st_name, name, bytes))
			continue;
		if (!InText(base_ + s.st_value))
			Bad(std::string(name) + " is not a function");
		return base_ + s.st_value;
	}
	Bad(std::string("it does not define ") + name + "()");
}

void Image::ResolveAll()
{
#define RESOLVE(name) api.name = reinterpret_cast<decltype(api.name)>(Resolve("lib_" #name))
	RESOLVE(init);
	RESOLVE(attach);
	RESOLVE(release);
	RESOLVE(alive);
	RESOLVE(now);
	RESOLVE(next_timer);
	RESOLVE(advance);
	RESOLVE(task_create);
	RESOLVE(task_exit);
	RESOLVE(syscall);
	RESOLVE(task_pending);
	RESOLVE(run);
	RESOLVE(dev_create);
	RESOLVE(dev_destroy);
	RESOLVE(dev_receive);
	RESOLVE(fault);
	RESOLVE(interrupt);
#undef RESOLVE
}

} // namespace ktest
