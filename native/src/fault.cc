// SPDX-License-Identifier: GPL-2.0
#include "fault.h"

#include "slot.h"
#include "thread.h"
#include "watchdog.h"

#include <cerrno>
#include <csignal>
#include <iterator>
#include <mutex>
#include <ucontext.h>
#include <unistd.h>

namespace ktest
{
namespace
{

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};

/* A bit of the x86 page-fault error code. */
constexpr greg_t kFaultWrite = 2;

/* How far below the stack pointer the host may write a signal frame. */
constexpr size_t kSignalFrame = 16 << 10;

/* Oopses of one call, after which its oops path is thought to be broken too. */
constexpr int kMaxOopses = 4;

/* Signals of the watchdog that were of no use, after which a call is given up. */
constexpr int kMaxInterrupts = 10;

std::atomic<FaultTarget *> targets[kSlots];
struct sigaction previous[NSIG];

FaultTarget *TargetOf(uintptr_t address)
{
	int slot = SlotOf(address);

	return slot < 0 ? nullptr : targets[slot].load(std::memory_order_acquire);
}

bool IsFirstWrite(int signo, const siginfo_t *info, const mcontext_t &m)
{
	if (signo != SIGSEGV || info->si_code != SEGV_ACCERR || !(m.gregs[REG_ERR] & kFaultWrite))
		return false;

	uintptr_t address = reinterpret_cast<uintptr_t>(info->si_addr);
	FaultTarget *target = TargetOf(address);

	return target && target->region->Contains(address) && target->region->Unprotect(address);
}

/*
 * The host could not write the frame of another signal onto a protected kernel stack and has
 * turned the signal into SIGSEGV. PrepareThread() makes this all but impossible. The pages
 * become writable; of what can have been lost, only SIGCHLD is of consequence here, and
 * sending it once too often does no harm.
 */
bool IsLostSignal(int signo, const siginfo_t *info, const mcontext_t &m)
{
	uintptr_t sp = m.gregs[REG_RSP];
	FaultTarget *target = TargetOf(sp);
	bool lost = false;

	if (signo != SIGSEGV || info->si_code != SI_KERNEL || !target)
		return false;
	for (uintptr_t at = sp - kSignalFrame; at < sp + kPage; at += kPage)
		lost |= target->region->Contains(at) && target->region->Unprotect(at);
	if (lost)
		kill(getpid(), SIGCHLD);
	return lost;
}

/*
 * Calls lib_fault() or lib_interrupt() and goes on where that says. A fix-up leaves the stack
 * pointer alone; the oops path does not, and it is not taken for ever.
 */
template <typename F> bool Redirect(FaultTarget *target, mcontext_t &m, F &&call)
{
	struct lib_fault fault = {};
	uint64_t sp = m.gregs[REG_RSP];

	fault.ip = m.gregs[REG_RIP];
	fault.sp = sp;
	fault.bp = m.gregs[REG_RBP];
	if (target->oopses >= kMaxOopses || !call(&fault))
		return false;
	if (fault.sp != sp)
		target->oopses = target->oopses + 1;
	m.gregs[REG_RIP] = fault.ip;
	m.gregs[REG_RSP] = fault.sp;
	m.gregs[REG_RBP] = fault.bp;
	return true;
}

/* Makes CallLibrary() return kCrashed. */
bool GiveUp(FaultTarget *target, mcontext_t &m)
{
	if (target != CurrentTarget() || !target->inside || !target->recoverable)
		return false;
	target->recoverable = 0;
	m.gregs[REG_RBP] = reinterpret_cast<greg_t>(target->recovery[0]);
	m.gregs[REG_RIP] = reinterpret_cast<greg_t>(target->recovery[1]);
	m.gregs[REG_RSP] = reinterpret_cast<greg_t>(target->recovery[2]);
	return true;
}

/*
 * A jump through a bad pointer faults outside the library's text. If it was a call made there,
 * the return address lies on the kernel stack: the call takes the blame.
 */
bool UndoBadCall(FaultTarget *target, mcontext_t &m)
{
	uintptr_t sp = m.gregs[REG_RSP];

	if (sp % sizeof(uintptr_t) || !target->region->Contains(sp))
		return false;
	uintptr_t caller = *reinterpret_cast<uintptr_t *>(sp);
	if (!target->image->InText(caller))
		return false;
	m.gregs[REG_RIP] = caller;
	m.gregs[REG_RSP] = sp + sizeof(uintptr_t);
	return true;
}

bool IsOfLibrary(int signo, const siginfo_t *info, mcontext_t &m)
{
	FaultTarget *target = CurrentTarget();

	if (info->si_code <= 0 || !target || !target->inside) /* <= 0: sent by a process */
		return false;
	if (!target->image->InText(m.gregs[REG_RIP]) && !UndoBadCall(target, m))
		return GiveUp(target, m);
	return Redirect(target, m,
			[&](struct lib_fault *fault) {
				fault->address = reinterpret_cast<uintptr_t>(info->si_addr);
				fault->signo = signo;
				return target->image->api.fault(fault);
			}) ||
	       GiveUp(target, m);
}

void Chain(int signo, siginfo_t *info, void *context)
{
	const struct sigaction &old = previous[signo];

	if (old.sa_flags & SA_SIGINFO) {
		old.sa_sigaction(signo, info, context);
	} else if (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN) {
		old.sa_handler(signo);
	} else {
		/* Going on repeats the fault, which now ends the process as it should. */
		signal(signo, SIG_DFL);
		if (info->si_code <= 0)
			raise(signo);
	}
}

void OnFault(int signo, siginfo_t *info, void *context)
{
	mcontext_t &m = static_cast<ucontext_t *>(context)->uc_mcontext;
	int saved = errno;

	if (!IsFirstWrite(signo, info, m) && !IsLostSignal(signo, info, m) &&
	    !IsOfLibrary(signo, info, m))
		Chain(signo, info, context);
	errno = saved;
}

void Install()
{
	struct sigaction action = {};

	/*
	 * SA_NODEFER and an open mask: lib_fault() itself may be the first to write to a page.
	 */
	action.sa_sigaction = OnFault;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
	sigfillset(&action.sa_mask);
	for (int signo : kSignals)
		sigdelset(&action.sa_mask, signo);
	for (int signo : kSignals)
		sigaction(signo, &action, &previous[signo]);
}

} // namespace

void AddFaultTarget(int slot, FaultTarget *target)
{
	static std::once_flag once;

	std::call_once(once, Install);
	targets[slot].store(target, std::memory_order_release);
}

void RemoveFaultTarget(int slot)
{
	targets[slot].store(nullptr, std::memory_order_release);
}

__attribute__((noinline)) int CallLibrary(FaultTarget *target, int (*f)(void *arg), void *arg)
{
	FaultTarget *volatile kept = target;

	if (__builtin_setjmp(target->recovery))
		return kCrashed;
	kept->oopses = 0;
	kept->interrupts = 0;
	kept->recoverable = 1;
	int ret = f(arg);
	kept->recoverable = 0;
	return ret;
}

void InterruptFromHandler(void *ucontext, const char *reason)
{
	mcontext_t &m = static_cast<ucontext_t *>(ucontext)->uc_mcontext;
	FaultTarget *target = CurrentTarget();

	if (!target || !target->inside || !target->image->InText(m.gregs[REG_RIP]))
		return;
	/* Give the oops path some time before the call is given up. */
	if (target->oopses == 0 && Redirect(target, m, [&](struct lib_fault *fault) {
		    return target->image->api.interrupt(fault, reason);
	    }))
		return;
	target->interrupts = target->interrupts + 1;
	if (target->interrupts >= kMaxInterrupts)
		GiveUp(target, m);
}

} // namespace ktest
