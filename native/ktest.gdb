# SPDX-License-Identifier: GPL-2.0
#
# gdb for kernels inside a node process:
#
#	gdb -x native/ktest.gdb -ex 'break tcp_v4_rcv' -ex run --args node ...
#
# Loads the symbols of each library as it is mapped, and leaves alone the faults with which
# snapshots find out what is written to.
set breakpoint pending on
set print thread-events off
handle SIGSEGV nostop noprint pass
break ktest_library_loaded
commands
silent
eval "add-symbol-file %s -o 0x%lx", (char *)$rdi, $rsi
continue
end
