/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_accidents.h - what procfs and sysfs say of a file that depends on nothing but which files
 * were looked at before, and when: inode numbers and times.
 *
 * Programs get the same values in each run instead: a number made of the path, and time 0.
 */
#ifndef KTEST_EXEC_ACCIDENTS_H
#define KTEST_EXEC_ACCIDENTS_H

#include <cstddef>
#include <cstdint>
#include <string>

struct statx;

namespace ktest::exec
{

struct Dirent { // struct linux_dirent64
	uint64_t ino;
	int64_t off;
	uint16_t reclen;
	uint8_t type;
	char name[];
};

/* The inode number that programs get to know. */
uint64_t InodeOf(const std::string &path);

void ForgetAccidents(struct statx *stat);

/* The entries that getdents64(2) has put into `buffer`. */
void ForgetAccidents(char *buffer, size_t bytes);

} // namespace ktest::exec

#endif /* KTEST_EXEC_ACCIDENTS_H */
