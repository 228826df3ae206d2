// SPDX-License-Identifier: GPL-2.0
/*
 * The way of pid 1 to user space. The kernel wants to execute /init: there is one, and a
 * binary format that knows what to do with it, which is to return to lib_init_main().
 */
#include <linux/binfmts.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/init_syscalls.h>
#include <linux/kdev_t.h>
#include <linux/major.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>
#include "lib.h"

#define MAGIC "#ktest"

static int load_init(struct linux_binprm *bprm)
{
	int err;

	if (memcmp(bprm->buf, MAGIC, strlen(MAGIC)) || !is_global_init(current))
		return -ENOEXEC;
	err = begin_new_exec(bprm);
	if (err)
		return err;
	setup_new_exec(bprm);
	set_binfmt(NULL);
	finalize_exec(bprm);
	return 0;
}

static struct linux_binfmt init_format = {
	.load_binary = load_init,
};

static int __init write_file(const char *path, const char *text, umode_t mode)
{
	struct file *file = filp_open(path, O_WRONLY | O_CREAT, mode);
	loff_t pos = 0;
	ssize_t n;

	if (IS_ERR(file))
		return PTR_ERR(file);
	n = kernel_write(file, text, strlen(text), &pos);
	fput(file);
	task_work_run();		/* at once: a file open for writing cannot be executed */
	return n < 0 ? n : 0;
}

/* Descriptors 0, 1 and 2, which every process is born with. */
static int __init open_standard_files(void)
{
	int i;

	for (i = 0; i < 3; i++) {
		int fd = get_unused_fd_flags(0);
		struct file *file;

		if (fd < 0)
			return fd;
		file = filp_open("/dev/null", O_RDWR, 0);
		if (IS_ERR(file)) {
			put_unused_fd(fd);
			return PTR_ERR(file);
		}
		fd_install(fd, file);
	}
	return 0;
}

static int __init user_space_init(void)
{
	register_binfmt(&init_format);

	init_mknod("/dev/null", S_IFCHR | 0666, new_encode_dev(MKDEV(MEM_MAJOR, 3)));
	init_mknod("/dev/zero", S_IFCHR | 0666, new_encode_dev(MKDEV(MEM_MAJOR, 5)));
	init_mknod("/dev/urandom", S_IFCHR | 0666, new_encode_dev(MKDEV(MEM_MAJOR, 9)));
	init_mkdir("/dev/net", 0755);
	init_mknod("/dev/net/tun", S_IFCHR | 0666, new_encode_dev(MKDEV(MISC_MAJOR, 200)));
	init_mkdir("/tmp", 01777);
	init_mkdir("/proc", 0555);
	init_mount("proc", "/proc", "proc", 0, NULL);
	init_mkdir("/sys", 0555);
	init_mount("sysfs", "/sys", "sysfs", 0, NULL);
	init_mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	init_mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	return write_file("/init", MAGIC "\n", 0700) ?: open_standard_files();
}
late_initcall(user_space_init);
