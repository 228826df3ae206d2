/* SPDX-License-Identifier: GPL-2.0 */
/*
 * js_instance.h - class Instance of the addon: checks arguments, calls instance.h.
 * src/kernel/addon.ts declares the same for TypeScript.
 */
#ifndef KTEST_JS_INSTANCE_H
#define KTEST_JS_INSTANCE_H

#include "../fuzz/executor.h"
#include "instance.h"

#include <memory>
#include <napi.h>

namespace ktest
{

class JsInstance : public Napi::ObjectWrap<JsInstance>
{
      public:
	static Napi::Function Define(Napi::Env env);

	/* new Instance(options): see BootOptions of src/kernel/addon.ts. */
	explicit JsInstance(const Napi::CallbackInfo &info);

	/* The instance, for other parts of the addon; KTEST_CLOSED after close(). */
	Instance &Get() const;

      private:
	Napi::Value Syscall(const Napi::CallbackInfo &info);
	Napi::Value CreateTask(const Napi::CallbackInfo &info);
	Napi::Value ExitTask(const Napi::CallbackInfo &info);
	Napi::Value Pending(const Napi::CallbackInfo &info);
	Napi::Value NextTimer(const Napi::CallbackInfo &info);
	Napi::Value RunUntil(const Napi::CallbackInfo &info);
	Napi::Value CreateDevice(const Napi::CallbackInfo &info);
	Napi::Value DestroyDevice(const Napi::CallbackInfo &info);
	Napi::Value Receive(const Napi::CallbackInfo &info);
	Napi::Value TakeSnapshot(const Napi::CallbackInfo &info);
	Napi::Value Restore(const Napi::CallbackInfo &info);
	Napi::Value Save(const Napi::CallbackInfo &info);
	Napi::Value LoadSnapshot(const Napi::CallbackInfo &info);
	Napi::Value SetScheduler(const Napi::CallbackInfo &info);
	Napi::Value Exec(const Napi::CallbackInfo &info);
	Napi::Value ReplayTape(const Napi::CallbackInfo &info);
	Napi::Value Refill(const Napi::CallbackInfo &info);
	Napi::Value DirtyPages(const Napi::CallbackInfo &info);
	Napi::Value PrepareFuzzing(const Napi::CallbackInfo &info);
	Napi::Value AddFuzzNetwork(const Napi::CallbackInfo &info);
	Napi::Value RunProgram(const Napi::CallbackInfo &info);
	Napi::Value StartCoverage(const Napi::CallbackInfo &info);
	Napi::Value TakeCounters(const Napi::CallbackInfo &info);
	Napi::Value Close(const Napi::CallbackInfo &info);

	/*
	 * The instance lives until close(), or until neither this object nor the ArrayBuffer
	 * over its user memory can be reached.
	 */
	struct Holder {
		std::unique_ptr<Instance> instance;
		std::unique_ptr<fuzz::Executor> executor; /* of programs on it, if there are any */
	};

	fuzz::Executor &Executor() const;
	void DefineMemory(Napi::Env env, Napi::Object self);
	size_t Pick(const std::vector<int> &tasks);
	template <typename F> Napi::Value Run(Napi::Env env, F &&f);

	std::shared_ptr<Holder> holder_;
	std::shared_ptr<Coverage> coverage_;
	Napi::Reference<Napi::ArrayBuffer> user_;
	Napi::FunctionReference scheduler_;
	Napi::Error thrown_; /* what the scheduler threw during the present call */
};

} // namespace ktest

#endif /* KTEST_JS_INSTANCE_H */
