// SPDX-License-Identifier: GPL-2.0
/*
 * The clock is a number that the caller sets. The one clock event device asks for the time
 * of the next interrupt in absolute nanoseconds of it.
 */
#include <linux/clockchips.h>
#include <linux/clocksource.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>
#include <asm/timex.h>
#include "lib.h"

static u64 clock_ns;			/* CLOCK_MONOTONIC */
static u64 timer_due = LIB_NEVER;

/* No cycles go by while the kernel runs. */
cycles_t lib_cycles(void)
{
	return clock_ns;
}

/*
 * There is no jitter to gather entropy from, and jitterentropy would wait for it forever:
 * it is told what it finds out for itself on a machine without a fine timer. Linked in its
 * place by --wrap. Returns JENT_ENOTIME of crypto/jitterentropy.h.
 */
int __wrap_jent_entropy_init(unsigned int osr, unsigned int flags, void *hash_state, void *ec);

int __wrap_jent_entropy_init(unsigned int osr, unsigned int flags, void *hash_state, void *ec)
{
	return 1;
}

static u64 clock_read(struct clocksource *cs)
{
	return clock_ns;
}

/*
 * Nanoseconds to nanoseconds. The shift leaves room for adjtimex() to slew; at 8 a single
 * delta may be a year.
 */
static struct clocksource lib_clocksource = {
	.name = "lib",
	.rating = 400,
	.read = clock_read,
	.mask = CLOCKSOURCE_MASK(64),
	.mult = 1 << 8,
	.shift = 8,
	.max_cycles = U64_MAX >> 9,
	.flags = CLOCK_SOURCE_IS_CONTINUOUS | CLOCK_SOURCE_VALID_FOR_HRES,
};

/* From the very start: so that CLOCK_MONOTONIC is the caller's clock to the nanosecond. */
struct clocksource *__init clocksource_default_clock(void)
{
	return &lib_clocksource;
}

void __init read_persistent_wall_and_boot_offset(struct timespec64 *wall,
						 struct timespec64 *boot_offset)
{
	*wall = ns_to_timespec64(lib_config->realtime_ns);
	*boot_offset = ns_to_timespec64(lib_config->clock_ns);
}

unsigned long long notrace sched_clock(void)
{
	return clock_ns;
}

static int timer_set(ktime_t expires, struct clock_event_device *dev)
{
	timer_due = max_t(s64, expires, clock_ns);
	return 0;
}

static int timer_stop(struct clock_event_device *dev)
{
	timer_due = LIB_NEVER;
	return 0;
}

static struct clock_event_device lib_clockevent = {
	.name = "lib",
	.rating = 400,
	.features = CLOCK_EVT_FEAT_ONESHOT | CLOCK_EVT_FEAT_KTIME,
	.set_next_ktime = timer_set,
	.set_state_shutdown = timer_stop,
	.set_state_oneshot_stopped = timer_stop,
};

void __init time_init(void)
{
	lib_clockevent.cpumask = cpumask_of(0);
	clockevents_config_and_register(&lib_clockevent, NSEC_PER_SEC, 1, LONG_MAX);
}

static int __init clocksource_init(void)
{
	return __clocksource_register(&lib_clocksource);
}
core_initcall(clocksource_init);

void lib_timer_interrupt(void)
{
	lib_clockevent.event_handler(&lib_clockevent);
}

void lib_clock_init(u64 now)
{
	clock_ns = now;
}

u64 lib_now(void)
{
	return clock_ns;
}

u64 lib_next_timer(void)
{
	return timer_due;
}

int lib_advance(u64 t_ns)
{
	int err = lib_usable();

	if (err)
		return err;
	if (t_ns < clock_ns || t_ns > KTIME_MAX / 2)
		return -EINVAL;
	/* What was runnable before the clock moves runs before it moves. */
	err = lib_enter();
	while (!err && timer_due <= t_ns) {
		clock_ns = timer_due;
		timer_due = LIB_NEVER;
		lib_raise(LIB_IRQ_TIMER);
		err = lib_enter();
	}
	if (!err)
		clock_ns = t_ns;
	return err;
}
