/* SPDX-License-Identifier: GPL-2.0 */
/*
 * instance_call.h - how the instance*.cc files call the library.
 */
#ifndef KTEST_INSTANCE_CALL_H
#define KTEST_INSTANCE_CALL_H

#include "instance.h"

#include <cerrno>

namespace ktest
{

/* What is at the beginning of a slot: the library keeps a pointer to `host`, and that to us. */
struct Instance::HostPage {
	struct lib_host host;
	Instance *self;
};

/* f(), which calls the library and returns 0, a positive value or a negative errno. */
template <typename F> int Instance::EnterLibrary(F &&f)
{
	Entry entry(&target_);
	auto function = [&] {
		int ret = f();

		alive_ = image_.api.alive();
		now_ = image_.api.now();
		return ret;
	};
	auto call = [](void *arg) { return (*static_cast<decltype(function) *>(arg))(); };

	entered_ = true;
	int ret = CallLibrary(&target_, call, &function);
	if (ret == kCrashed) {
		alive_ = false;
		death_ = "the library has crashed";
		events_.Push(EventType::kDied, now_, 0, 0, death_.data(), death_.size());
	}
	entered_ = false;
	events_.SetStatus(alive_, now_);
	return ret == kCrashed ? -EIO : ret;
}

/* The same for an instance in use: refuses re-entry, and the dead. */
template <typename F> int Instance::Call(F &&f)
{
	CheckUsable();
	return EnterLibrary(f);
}

} // namespace ktest

#endif /* KTEST_INSTANCE_CALL_H */
