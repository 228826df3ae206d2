/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A shared object in two pieces: text, which can be shared between processes, and
 * everything else, which is written to, at least by the relocations.
 */
#define RUNTIME_DISCARD_EXIT
#include <asm-generic/vmlinux.lds.h>
#include <asm/cache.h>
#include <asm/page.h>
#include <asm/thread_info.h>

OUTPUT_FORMAT("elf64-x86-64")
OUTPUT_ARCH(i386:x86-64)
jiffies = jiffies_64;

VERSION {
	LIBLINUX_1 {
		global: lib_*;
		local: *;
	};
}

PHDRS
{
	text PT_LOAD FLAGS(5) FILEHDR PHDRS;
#ifdef CONFIG_LIB_COVERAGE
	counters PT_LOAD FLAGS(6);
#endif
	data PT_LOAD FLAGS(6);
	dynamic PT_DYNAMIC FLAGS(6);
	note PT_NOTE FLAGS(4);
	stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	. = 0;
	_image_start = .;
	. = SIZEOF_HEADERS;
	.note.gnu.build-id : { *(.note.gnu.build-id) } :text :note
	.hash : { *(.hash) } :text
	.gnu.hash : { *(.gnu.hash) }
	.dynsym : { *(.dynsym) }
	.dynstr : { *(.dynstr) }
	.gnu.version : { *(.gnu.version) }
	.gnu.version_d : { *(.gnu.version_d) }
	.gnu.version_r : { *(.gnu.version_r) }
	.rela.dyn : { *(.rela.init) *(.rela.*) }
	.plt : { *(.plt) *(.iplt) }

	. = ALIGN(PAGE_SIZE);
	_text = .;
	_stext = .;
	.text : {
		TEXT_TEXT
		SCHED_TEXT
#ifdef CPUIDLE_TEXT	/* before 6.4 */
		CPUIDLE_TEXT
#endif
		LOCK_TEXT
		KPROBES_TEXT
		IRQENTRY_TEXT
		SOFTIRQENTRY_TEXT
		_sinittext = .;
		INIT_TEXT
		_einittext = .;
		EXIT_TEXT
		*(.text.*)
	}
	_etext = .;

	. = ALIGN(PAGE_SIZE);
#ifdef CONFIG_LIB_COVERAGE
	.counters (NOLOAD) : { *(.counters) . = ALIGN(8); } :counters
	. = ALIGN(PAGE_SIZE);
#endif
	_sdata = .;
	.dynamic : { *(.dynamic) } :data :dynamic
	.got : { *(.got) *(.got.plt) } :data
	RO_DATA(PAGE_SIZE)
	EXCEPTION_TABLE(16)

	/*
	 * Here and not among the init data, where the kernel would look for them: writing the
	 * values of enumerators into the format files of trace events is a third of the boot.
	 */
	.eval_maps : { *(_ftrace_eval_map) }

	__init_begin = .;
	INIT_DATA_SECTION(16)
	.exit.data : { EXIT_DATA }
	PERCPU_SECTION(L1_CACHE_BYTES)
	. = ALIGN(PAGE_SIZE);
	__init_end = .;

	RW_DATA(L1_CACHE_BYTES, PAGE_SIZE, THREAD_SIZE)
	.data.rel : { *(.data.rel .data.rel.*) }
	_edata = .;
	BSS_SECTION(0, PAGE_SIZE, PAGE_SIZE)
	. = ALIGN(PAGE_SIZE);
	_end = .;
	_image_end = .;

	STABS_DEBUG
	DWARF_DEBUG
	.comment 0 : { *(.comment) }
	.symtab 0 : { *(.symtab) }
	.strtab 0 : { *(.strtab) }
	.shstrtab 0 : { *(.shstrtab) }

	.blocks 0 : { *(.blocks) }

	DISCARDS
	/DISCARD/ : { *(.modinfo) *(.eh_frame) *(.note.GNU-stack) *(.note.gnu.property) *(.interp) }
}
