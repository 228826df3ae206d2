// SPDX-License-Identifier: GPL-2.0
/*
 * addon.cc - the module. Which file does what:
 *
 *	js_instance, js_snapshot, js_args	JavaScript's side: classes, argument checks
 *	js_exec, instance_backend, exec*	host programs whose network is an instance
 *	instance, instance_*			one kernel
 *	event_queue				what it calls back with
 *	../fuzz/				programs of a fuzzer on one kernel
 *	slot, elf_file, image			where it lives, and how it gets there
 *	page_pool, page_map, region, write_scan	its memory: dirty pages, snapshots
 *	snapshot_file				a snapshot on disk
 *	thread, fault, watchdog			signals, and threads that enter a library
 */
#include "exec_writers.h"
#include "js_args.h"
#include "js_instance.h"
#include "js_snapshot.h"

#include <climits>

namespace ktest
{
namespace
{

/* setErrorClass(constructor): new constructor(code, message) is what this addon throws. */
Napi::Value SetErrorClass(const Napi::CallbackInfo &info)
{
	return Guard(info.Env(), [&] {
		if (!info[0].IsFunction())
			throw Error("ERR_INVALID_ARG_TYPE", "the error class must be a function");
		info.Env().GetInstanceData<AddonData>()->error_class =
			Napi::Persistent(info[0].As<Napi::Function>());
		return info.Env().Undefined();
	});
}

/* releaseSnapshot(snapshot) */
Napi::Value FreeSnapshot(const Napi::CallbackInfo &info)
{
	return Guard(info.Env(), [&] {
		ReleaseSnapshot(info[0]);
		return info.Env().Undefined();
	});
}

/* becomeWriter(path) */
Napi::Value BecomeWriter(const Napi::CallbackInfo &info)
{
	return Guard(info.Env(), [&] {
		exec::BecomeWriter(ToString(info[0], "path", PATH_MAX));
		return info.Env().Undefined();
	});
}

/* stopWriting() */
Napi::Value StopWriting(const Napi::CallbackInfo &info)
{
	exec::StopWriting();
	return info.Env().Undefined();
}

Napi::Object Init(Napi::Env env, Napi::Object exports)
{
	env.SetInstanceData(new AddonData());
	exports.Set("Instance", JsInstance::Define(env));
	exports.Set("setErrorClass", Napi::Function::New(env, SetErrorClass, "setErrorClass"));
	exports.Set("releaseSnapshot", Napi::Function::New(env, FreeSnapshot, "releaseSnapshot"));
	exports.Set("becomeWriter", Napi::Function::New(env, BecomeWriter, "becomeWriter"));
	exports.Set("stopWriting", Napi::Function::New(env, StopWriting, "stopWriting"));
	return exports;
}

} // namespace
} // namespace ktest

static Napi::Object InitAddon(Napi::Env env, Napi::Object exports)
{
	return ktest::Init(env, exports);
}

NODE_API_MODULE(ktest, InitAddon)
