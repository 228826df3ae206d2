// SPDX-License-Identifier: GPL-2.0
#include "exec_clock.h"

#include "exec_nr.h"

#include <cerrno>
#include <cstring>
#include <elf.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <vector>

namespace ktest::exec
{
namespace
{

/*
 * A program may wait by reading the clock again and again. After so many times at which it stood
 * still, it moves on with each.
 */
constexpr int kPatience = 20000;
constexpr uint64_t kStepNs = 1000000;

/* A function of the vDSO, and the system call that does the same. */
struct Function {
	uint64_t offset; /* in the image */
	int nr;
};

int CallFor(const char *name)
{
	if (!strcmp(name, "__vdso_clock_gettime"))
		return SYS_clock_gettime;
	if (!strcmp(name, "__vdso_gettimeofday"))
		return SYS_gettimeofday;
	if (!strcmp(name, "__vdso_time"))
		return SYS_time;
	return -1;
}

/* Those of the image that this process has: it is the same in all of them. */
std::vector<Function> Functions()
{
	auto *base = reinterpret_cast<const char *>(getauxval(AT_SYSINFO_EHDR));
	std::vector<Function> found;

	if (!base)
		return found;
	auto *header = reinterpret_cast<const Elf64_Ehdr *>(base);
	auto *sections = reinterpret_cast<const Elf64_Shdr *>(base + header->e_shoff);
	for (int n = 0; n < header->e_shnum; n++) {
		if (sections[n].sh_type != SHT_DYNSYM)
			continue;
		auto *symbols = reinterpret_cast<const Elf64_Sym *>(base + sections[n].sh_offset);
		const char *names = base + sections[sections[n].sh_link].sh_offset;

		for (size_t i = 0; i < sections[n].sh_size / sizeof(*symbols); i++) {
			int nr = CallFor(names + symbols[i].st_name);

			if (nr >= 0)
				found.push_back({symbols[i].st_value, nr});
		}
	}
	return found;
}

/* The address of the vDSO in a program; 0 if it has none. */
uint64_t ImageOf(const Child &child)
{
	Elf64_auxv_t vector[64];
	size_t count = child.AuxiliaryVector(vector, sizeof(vector)) / sizeof(vector[0]);

	for (size_t n = 0; n < count; n++)
		if (vector[n].a_type == AT_SYSINFO_EHDR)
			return vector[n].a_un.a_val;
	return 0;
}

} // namespace

Outcome Clocks::Begin(const Request &request)
{
	static const std::vector<Function> functions = Functions();
	uint64_t image = ImageOf(request.child);

	for (const Function &function : functions) {
		/* mov $nr, %eax; syscall; ret */
		unsigned char code[] = {0xb8, (unsigned char)function.nr,
					(unsigned char)(function.nr >> 8), 0, 0, 0x0f, 0x05, 0xc3};

		if (image && !request.child.Patch(image + function.offset, code, sizeof(code)))
			virtual_ = false;
	}
	return Continue();
}

bool Clocks::Read(clockid_t clock, struct timespec *time)
{
	uint64_t now = process_.Now();

	reads_ = now == last_ns_ ? reads_ + 1 : 0;
	if (reads_ >= kPatience)
		process_.MoveOn(kStepNs);
	last_ns_ = process_.Now();
	// It is 0 at boot, which no program sees elsewhere: to ping(8) it means "not yet".
	if (clock == CLOCK_MONOTONIC_RAW)
		clock = CLOCK_MONOTONIC;
	return process_.Call(nr::kClockGettime, {clock, Address(time)}) == 0;
}

Outcome Clocks::GetTime(const Request &request)
{
	struct timespec time;

	if (!virtual_)
		return Continue();
	if (!Read(request.Int(0), &time))
		return Return(-EINVAL);
	return Return(!request.arg[1] || request.child.Put(request.arg[1], time) ? 0 : -EFAULT);
}

Outcome Clocks::SetTime(const Request &request)
{
	struct timespec time;

	if (!request.child.Get(request.arg[1], &time))
		return Return(-EFAULT);
	return Return(process_.Call(nr::kClockSettime, {request.Int(0), Address(&time)}));
}

Outcome Clocks::TimeOfDay(const Request &request)
{
	struct timespec time;
	struct timezone zone = {};

	if (!virtual_)
		return Continue();
	Read(CLOCK_REALTIME, &time);
	struct timeval value = {time.tv_sec, time.tv_nsec / 1000};
	if ((request.arg[0] && !request.child.Put(request.arg[0], value)) ||
	    (request.arg[1] && !request.child.Put(request.arg[1], zone)))
		return Return(-EFAULT);
	return Return(0);
}

Outcome Clocks::Time(const Request &request)
{
	struct timespec time;

	if (!virtual_)
		return Continue();
	Read(CLOCK_REALTIME, &time);
	if (request.arg[0] && !request.child.Put(request.arg[0], time.tv_sec))
		return Return(-EFAULT);
	return Return(time.tv_sec);
}

} // namespace ktest::exec
