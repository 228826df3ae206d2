// SPDX-License-Identifier: GPL-2.0
/*
 * exec_run - runs a command whose network is a fresh network namespace, while the command
 * itself stays in the host's.
 *
 *	exec_run [-n TIMES] [-t TIMEOUT_MS] [-d CALLS] COMMAND [ARGUMENT...]
 *
 * Prints what the command prints, and exits with its status. With -d the backend claims to have
 * died in that system call.
 */
#include "exec_netns.h"

#include "../src/error.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	using namespace ktest;
	using Clock = std::chrono::steady_clock;
	using Ms = std::chrono::duration<double, std::milli>;
	exec::Command command;
	exec::Result result;
	int times = 1, lifetime = INT_MAX, option;

	while ((option = getopt(argc, argv, "+n:t:d:")) > 0) {
		if (option == 'n')
			times = atoi(optarg);
		else if (option == 't')
			command.timeout_ms = atoi(optarg);
		else if (option == 'd')
			lifetime = atoi(optarg);
		else
			return 2;
	}
	command.argv.assign(argv + optind, argv + argc);
	for (char **variable = environ; *variable; variable++)
		command.env.push_back(*variable);
	char *cwd = getcwd(nullptr, 0);
	command.cwd = cwd;
	free(cwd);
	command.virtual_limit_ns = 10ull * 1000000000;
	try {
		exec::NetnsBackend backend;
		std::vector<double> wall;

		backend.lifetime = lifetime;
		for (int n = 0; n < times; n++) {
			auto start = Clock::now();

			result = exec::Run(backend, command);
			wall.push_back(Ms(Clock::now() - start).count());
		}
		std::sort(wall.begin(), wall.end());
		fputs(result.out.c_str(), stdout);
		fputs(result.err.c_str(), stderr);
		if (times > 1)
			fprintf(stderr, "%.2f ms at best, median %.2f ms\n", wall[0],
				wall[wall.size() / 2]);
		if (result.stopped != exec::Result::kEnded)
			fprintf(stderr, "timed out\n");
		if (getenv("EXEC_FILES"))
			for (const exec::HostFile &file : result.files)
				fprintf(stderr, "%c %s\n", file.written ? 'w' : 'r',
					file.path.c_str());
	} catch (const Error &error) {
		fprintf(stderr, "exec_run: %s: %s\n", error.code.c_str(), error.what());
		return 2;
	}
	return result.status;
}
