// SPDX-License-Identifier: GPL-2.0
/* From lib_init() through start_kernel() to an idle system; the console. */
#include <linux/console.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/random.h>
#include <linux/reboot.h>
#include <linux/seq_file.h>
#include <linux/start_kernel.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <generated/utsrelease.h>
#include <asm/irq_regs.h>
#include <asm/setup.h>
#include "lib.h"

const struct lib_config *lib_config;
bool lib_booted;
bool lib_init_ready;

static bool started;

/* As many bytes as the generator wants before it is ready, by splitmix64 from the seed. */
static void __init seed_random(void)
{
	u64 words[4], state = lib_config->seed;
	int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		u64 z = state += 0x9e3779b97f4a7c15;

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
		z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
		words[i] = z ^ (z >> 31);
	}
	add_bootloader_randomness(words, sizeof(words));
}

void __init setup_arch(char **cmdline)
{
	*cmdline = boot_command_line;
	seed_random();
	lib_memory_init();
}

/*
 * The log reaches the caller record by record, with its level: in the "extended" format,
 * "<level>,<sequence>,<us>,<flags>;<text>\n", in which unprintable bytes of the text are
 * escaped; the optional continuation lines (" KEY=value") are left out.
 */
static void console_write(struct console *con, const char *record, unsigned int bytes)
{
	const char *text = memchr(record, ';', bytes);
	const char *end;
	int level = 0;

	for (; bytes && *record >= '0' && *record <= '9'; record++, bytes--)
		level = level * 10 + *record - '0';
	if (!text)
		return;
	text++;
	end = memchr(text, '\n', record + bytes - text) ?: record + bytes;
	lib_host_log(level & 7, text, end - text);
}

static struct console lib_console = {
	.name = "lib",
	.write = console_write,
	.flags = CON_PRINTBUFFER | CON_ENABLED | CON_EXTENDED,
	.index = -1,
};

static int __init console_setup_early(void)
{
	register_console(&lib_console);
	return 0;
}
console_initcall(console_setup_early);

void __init init_IRQ(void)
{
}

/* /proc/cpuinfo */
static int cpuinfo_show(struct seq_file *m, void *v)
{
	seq_puts(m, "processor\t: 0\nmodel name\t: library\n\n");
	return 0;
}

static void *cpuinfo_start(struct seq_file *m, loff_t *pos)
{
	return *pos ? NULL : SEQ_START_TOKEN;
}

static void *cpuinfo_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return NULL;
}

static void cpuinfo_stop(struct seq_file *m, void *v)
{
}

const struct seq_operations cpuinfo_op = {
	.start = cpuinfo_start,
	.next = cpuinfo_next,
	.stop = cpuinfo_stop,
	.show = cpuinfo_show,
};

/* Nothing to calibrate: busy waiting takes no time. */
void calibrate_delay(void)
{
}

static void start(void)
{
	start_kernel();
	unreachable();
}

int lib_init(const struct lib_config *config)
{
	int err;

	if (started)
		return -EALREADY;
	if (!config || config->abi != LIB_ABI || config->flags || !config->host)
		return -EINVAL;
	if (!config->arena || !PAGE_ALIGNED((unsigned long)config->arena) ||
	    !PAGE_ALIGNED(config->arena_bytes) || config->arena_bytes < LIB_ARENA_MIN)
		return -EINVAL;
	if (!config->clock_ns || config->clock_ns > KTIME_MAX / 2 ||
	    config->realtime_ns < config->clock_ns || config->realtime_ns > KTIME_MAX / 2)
		return -EINVAL;
	if (config->cmdline &&
	    strlen(config->cmdline) + sizeof(CONFIG_CMDLINE " ") > COMMAND_LINE_SIZE)
		return -EINVAL;

	started = true;
	lib_host = config->host;
	lib_config = config;
	lib_arena_start = (unsigned long)config->arena;
	lib_arena_offset = lib_arena_start - LIB_IMAGE_BYTES;
	lib_clock_init(config->clock_ns);
	/* The last word on a parameter counts: the caller's. */
	strscpy(boot_command_line, CONFIG_CMDLINE, COMMAND_LINE_SIZE);
	if (config->cmdline) {
		strlcat(boot_command_line, " ", COMMAND_LINE_SIZE);
		strlcat(boot_command_line, config->cmdline, COMMAND_LINE_SIZE);
	}

	err = lib_enter_first(start);
	lib_booted = true;
	/* Most of the boot takes no time; what sleeps on the way needs the clock to move. */
	while (!err && !lib_init_ready) {
		u64 next = lib_next_timer();

		err = next == LIB_NEVER ? -EIO : lib_advance(next);
	}
	lib_config = NULL;
	return err;
}

const char *lib_release(void)
{
	return UTS_RELEASE;
}

void machine_restart(char *cmd)
{
	lib_leave_dead("restart requested");
}

void machine_halt(void)
{
	lib_leave_dead("halt requested");
}

void machine_power_off(void)
{
	lib_leave_dead("power off requested");
}
