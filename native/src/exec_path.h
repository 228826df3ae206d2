/* SPDX-License-Identifier: GPL-2.0 */
/* exec_path.h - whose is a path? */
#ifndef KTEST_EXEC_PATH_H
#define KTEST_EXEC_PATH_H

#include <string>

namespace ktest::exec
{

enum class Owner {
	kHost,
	kHostReadOnly, /* the host's, but nobody may write there */
	kForbidden,    /* devices and folders by which programs get at the host's network */
	kInstance,
	kShared, /* the instance's if it has it; otherwise the host's, read-only */
};

struct Location {
	Owner owner;
	std::string path; /* absolute, as the owner knows it */
};

/* Removes "//", "/./" and "/../" from an absolute path, as if there were no symbolic links. */
std::string Normalise(const std::string &path);

/* By the name alone: `path` is absolute and normalised. */
Location Classify(const std::string &path);

/*
 * Follows symbolic links where a path that looks like the host's may have some that lead to
 * something of the instance's. `path` is absolute and normalised, as seen by thread `tid`;
 * `follow`: also if the last component is one. `writing`: look more closely.
 */
Location Locate(const std::string &path, int tid, bool follow, bool writing);

} // namespace ktest::exec

#endif /* KTEST_EXEC_PATH_H */
