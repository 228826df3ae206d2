# SPDX-License-Identifier: GPL-2.0
"""Runs a program on a terminal of its own, and passes on what it writes there and how it ends.

Ctrl-C is for the program: SIGINT that comes here is what the terminal would send it."""
import os
import pty
import signal
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
signal.signal(signal.SIGINT, lambda *_: os.write(terminal, b"\x03"))
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:  # The program is gone.
        break
    if not data:
        break
    os.write(sys.stdout.fileno(), data)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
