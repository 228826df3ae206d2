// SPDX-License-Identifier: GPL-2.0
#include "js_exec.h"

#include "exec_tape.h"
#include "instance_backend.h"
#include "js_args.h"

#include <climits>

namespace ktest
{
namespace
{

constexpr size_t kMaxString = 128 << 10; /* of execve(2): MAX_ARG_STRLEN */

exec::Command ReadCommand(const Napi::Object &options)
{
	exec::Command command;
	Napi::Value argv = options.Get("argv");

	if (!argv.IsArray())
		throw Error("ERR_INVALID_ARG_TYPE", "command.argv must be an array");
	Napi::Array words = argv.As<Napi::Array>();
	for (uint32_t i = 0; i < words.Length(); i++)
		command.argv.push_back(ToString(words.Get(i), "command.argv[]", kMaxString));
	if (command.argv.empty())
		throw Error("ERR_INVALID_ARG_VALUE", "command.argv must not be empty");

	Napi::Object env = ToObject(options.Get("env"), "command.env");
	Napi::Array names = env.GetPropertyNames();
	for (uint32_t i = 0; i < names.Length(); i++) {
		Napi::Value name = names.Get(i);

		command.env.push_back(ToString(name.ToString(), "command.env", kMaxString) + "=" +
				      ToString(env.Get(name), "command.env[]", kMaxString));
	}
	command.cwd = ToString(options.Get("cwd"), "command.cwd", PATH_MAX);
	if (auto value = Property(options, "attached"))
		command.attached = ToBool(*value, "command.attached");
	if (auto value = Property(options, "writersLock"))
		command.writers_lock = ToString(*value, "command.writersLock", PATH_MAX);
	if (auto value = Property(options, "virtualLimitNs"))
		command.virtual_limit_ns =
			uint64_t(ToInteger(*value, "command.virtualLimitNs", 0, kMaxSafe));
	if (auto value = Property(options, "timeoutMs"))
		command.timeout_ms = ToInt(*value, "command.timeoutMs", 1, INT_MAX);
	return command;
}

/* As kernel.ts has it; null if the command was not stopped. */
const char *StopName(const exec::Result &result)
{
	switch (result.stopped) {
	case exec::Result::kRealTime:
		return "real-time";
	case exec::Result::kVirtualTime:
		return "virtual-time";
	case exec::Result::kDeadlock:
		return "deadlock";
	case exec::Result::kEnded:
		break;
	}
	return nullptr;
}

} // namespace

Napi::Object RunCommand(Instance *instance, const Napi::Object &options)
{
	Napi::Env env = options.Env();
	exec::Command command = ReadCommand(options);
	InstanceBackend backend(instance);
	exec::Result result = exec::Run(backend, command);

	Napi::Object object = Napi::Object::New(env);
	Napi::Array files = Napi::Array::New(env, result.files.size());
	for (size_t i = 0; i < result.files.size(); i++) {
		Napi::Object file = Napi::Object::New(env);

		file.Set("path", result.files[i].path);
		file.Set("written", result.files[i].written);
		file.Set("opened", result.files[i].opened);
		files[i] = file;
	}
	object.Set("status", result.status);
	object.Set("stdout", result.out);
	object.Set("stderr", result.err);
	object.Set("timedOut", result.stopped != exec::Result::kEnded);
	if (const char *why = StopName(result))
		object.Set("stopped", why);
	object.Set("hostFiles", files);
	if (!result.tape.empty())
		object.Set("tape",
			   Napi::Buffer<char>::Copy(env, result.tape.data(), result.tape.size()));
	return object;
}

Napi::Value ReplayCommand(Instance *instance, const Napi::Value &value)
{
	if (!value.IsArray())
		throw Error("ERR_INVALID_ARG_TYPE", "tapes must be an array");
	Napi::Array list = value.As<Napi::Array>();
	InstanceBackend backend(instance);
	std::vector<std::string_view> tapes;

	for (uint32_t i = 0; i < list.Length(); i++) {
		Bytes bytes = ToBytes(list.Get(i), "tapes");

		tapes.emplace_back(reinterpret_cast<const char *>(bytes.data), bytes.bytes);
	}
	std::optional<size_t> played = exec::Play(backend, tapes);
	return played ? Napi::Number::New(value.Env(), double(*played)) : value.Env().Undefined();
}

} // namespace ktest
