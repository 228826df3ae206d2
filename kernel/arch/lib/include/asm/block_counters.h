/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts how often each basic block runs, included in front of each file of net/ and drivers/net/.
 *
 * gcc knows one way to tell of basic blocks, -fsanitize-coverage=trace-pc: a call of
 * __sanitizer_cov_trace_pc() in each. A call and what it finds out at run time cost five times as
 * much as what the assembler can put in its place, as it knows the block: its own counter. So
 * `call` is a macro here.
 *
 *	.counters	a byte for each block
 *	.blocks		in the same order where in the library they are, for readers of the file
 *
 * Counters go from 255 to 0, as those of other compilers: a branch to avoid that costs more than the
 * counting. Who wants to know for sure whether a block ran makes it an `orb`, of the same seven bytes
 * but for the second, 0x0d instead of 0x05.
 */
#ifndef _ASM_LIB_BLOCK_COUNTERS_H
#define _ASM_LIB_BLOCK_COUNTERS_H

#ifndef __ASSEMBLY__
asm("	.macro call target:vararg\n"
    "	.ifc \\target,__sanitizer_cov_trace_pc@PLT\n"
    "	.pushsection .counters,\"aw\",@nobits\n"
    "	.Lcounter\\@:	.skip 1\n"
    "	.popsection\n"
    "	.Lblock\\@:	addb $1,.Lcounter\\@(%rip)\n"
    "	.pushsection .blocks,\"\",@progbits\n"
    "	.quad	.Lblock\\@\n"
    "	.popsection\n"
    "	.else\n"
    "	callq	\\target\n"
    "	.endif\n"
    "	.endm\n");
#endif

#endif /* _ASM_LIB_BLOCK_COUNTERS_H */
