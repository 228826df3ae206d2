/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exec_tape.h - what a command and the instance have said to each other.
 *
 * A program does the same again if it is told the same again. So a command need not be run to
 * know what it does to an instance: Play() makes the calls that it made, and as long as the
 * instance answers as it did, that is what the command would do. The rest of what it did, its
 * output and its files, is for whoever keeps the tape. Numbers of tasks are not part of the
 * conversation, since they do not reach programs, nor is what exec_accidents.h has.
 *
 * There is no tape of a command that waited for something in the instance or moved its clock, nor
 * of one that made a call of which exec_memory.h does not know the memory, or said too much.
 */
#ifndef KTEST_EXEC_TAPE_H
#define KTEST_EXEC_TAPE_H

#include "exec.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ktest::exec
{

/* Records what passes between a command and its backend. */
class Recorder : public Backend
{
      public:
	explicit Recorder(Backend &backend) : backend_(backend)
	{
	}

	int CreateTask(int peer, const char *name) override;
	void ExitTask(int task) override;
	bool Start(int task, long nr, const long args[6], long *ret) override;
	bool Finished(int task, long *ret) override;
	void Interrupt(int task) override;
	uint64_t Now() override;
	uint64_t NextTimer() override;
	void AdvanceTo(uint64_t ns) override;
	bool Alive() override;

	/* The tape so far; empty if there is none. */
	std::string Take();

      private:
	size_t IndexOf(int task) const;

	Backend &backend_;
	std::vector<int> tasks_;
	std::string tape_;
	bool complete_ = true;
};

/*
 * Plays to an instance what a command did at other times. As long as the answers on several tapes
 * are the same the command says the same, so the calls are made once, and the answers tell which of
 * the tapes goes on. Returns the index of the one whose answers they all were. Nothing: an answer was
 * on none, and the instance has been asked all up to it, its tasks included; or it is dead.
 * Throws KTEST_BAD_TAPE if one that is looked at is no tape.
 */
std::optional<size_t> Play(Backend &backend, const std::vector<std::string_view> &tapes);

} // namespace ktest::exec

#endif /* KTEST_EXEC_TAPE_H */
