// SPDX-License-Identifier: GPL-2.0
#include "js_instance.h"

#include "js_args.h"
#include "js_exec.h"
#include "js_snapshot.h"

#include <climits>
#include <cmath>
#include <cstring>

namespace ktest
{
namespace
{

constexpr double kMiB = 1 << 20;

BootOptions ReadOptions(const Napi::Object &object)
{
	BootOptions options;

	if (auto value = Property(object, "library"))
		options.library = ToString(*value, "options.library", PATH_MAX);
	else
		throw Error("ERR_INVALID_ARG_TYPE", "options.library must be a string");
	if (auto value = Property(object, "from"))
		options.from = ToString(*value, "options.from", PATH_MAX);
	if (auto value = Property(object, "commandLine"))
		options.command_line = ToString(*value, "options.commandLine", 2000);
	if (auto value = Property(object, "slot"))
		options.slot = ToInt(*value, "options.slot", 0, kSlots - 1);
	if (auto value = Property(object, "arenaBytes"))
		options.arena_bytes =
			ToInteger(*value, "options.arenaBytes", LIB_ARENA_MIN, 768 * kMiB);
	if (auto value = Property(object, "userBytes"))
		options.user_bytes = ToInteger(*value, "options.userBytes", kPage, 4 * kMiB);
	if (auto value = Property(object, "seed"))
		options.seed = ToUint64(*value, "options.seed");
	if (auto value = Property(object, "clockNs"))
		options.clock_ns = ToInteger(*value, "options.clockNs", 1, kMaxSafe / 2);
	if (auto value = Property(object, "realtimeNs"))
		options.realtime_ns = ToUint64(*value, "options.realtimeNs");
	if (auto value = Property(object, "cpuLimitMs"))
		options.limit_ns = ToInteger(*value, "options.cpuLimitMs", 0, 1e9) * 1e6;
	if (options.realtime_ns < options.clock_ns || options.realtime_ns > INT64_MAX / 2)
		throw Error("ERR_OUT_OF_RANGE",
			    "options.realtimeNs must be from options.clockNs to 2^62");
	if (options.arena_bytes % kPage || options.user_bytes % kPage)
		throw Error("ERR_INVALID_ARG_VALUE",
			    "options.arenaBytes and options.userBytes must be multiples of 4096");
	return options;
}

struct lib_dev_config ReadDevice(const Napi::Object &object, std::string *name)
{
	struct lib_dev_config config = {};
	auto flag = [&](const char *property, uint32_t bits) {
		if (auto value = Property(object, property))
			if (ToBool(*value, property))
				config.flags |= bits;
	};

	*name = ToString(object.Get("name"), "options.name", 15);
	config.name = name->c_str();
	flag("ethernet", LIB_DEV_ETHER);
	flag("checksumOffload", LIB_DEV_CSUM);
	flag("tso", LIB_DEV_TSO | LIB_DEV_CSUM);
	flag("gro", LIB_DEV_GRO);
	if (auto value = Property(object, "mtu"))
		config.mtu = ToInt(*value, "options.mtu", 68, 65535);
	if (auto value = Property(object, "mac")) {
		Bytes mac = ToBytes(*value, "options.mac");

		if (mac.bytes != sizeof(config.mac))
			throw Error("ERR_INVALID_ARG_VALUE", "options.mac must have 6 bytes");
		memcpy(config.mac, mac.data, sizeof(config.mac));
	}
	return config;
}

int ToTask(const Napi::Value &value)
{
	return ToInt(value, "task", 1, INT_MAX);
}

int ToDevice(const Napi::Value &value)
{
	return ToInt(value, "device", 1, INT_MAX);
}

Napi::Value Time(Napi::Env env, uint64_t ns)
{
	return Napi::Number::New(env, ns == LIB_NEVER ? INFINITY : static_cast<double>(ns));
}

} // namespace

Napi::Function JsInstance::Define(Napi::Env env)
{
	return DefineClass(env, "Instance",
			   {
				   InstanceMethod<&JsInstance::Syscall>("syscall"),
				   InstanceMethod<&JsInstance::CreateTask>("createTask"),
				   InstanceMethod<&JsInstance::ExitTask>("exitTask"),
				   InstanceMethod<&JsInstance::Pending>("pending"),
				   InstanceMethod<&JsInstance::NextTimer>("nextTimer"),
				   InstanceMethod<&JsInstance::RunUntil>("runUntil"),
				   InstanceMethod<&JsInstance::CreateDevice>("createDevice"),
				   InstanceMethod<&JsInstance::DestroyDevice>("destroyDevice"),
				   InstanceMethod<&JsInstance::Receive>("receive"),
				   InstanceMethod<&JsInstance::TakeSnapshot>("snapshot"),
				   InstanceMethod<&JsInstance::Restore>("restore"),
				   InstanceMethod<&JsInstance::Save>("save"),
				   InstanceMethod<&JsInstance::LoadSnapshot>("load"),
				   InstanceMethod<&JsInstance::SetScheduler>("setScheduler"),
				   InstanceMethod<&JsInstance::Exec>("exec"),
				   InstanceMethod<&JsInstance::ReplayTape>("replay"),
				   InstanceMethod<&JsInstance::Refill>("refill"),
				   InstanceMethod<&JsInstance::DirtyPages>("dirtyPages"),
				   InstanceMethod<&JsInstance::PrepareFuzzing>("prepareFuzzing"),
				   InstanceMethod<&JsInstance::AddFuzzNetwork>("addFuzzNetwork"),
				   InstanceMethod<&JsInstance::RunProgram>("runProgram"),
				   InstanceMethod<&JsInstance::StartCoverage>("startCoverage"),
				   InstanceMethod<&JsInstance::TakeCounters>("takeCounters"),
				   InstanceMethod<&JsInstance::Close>("close"),
			   });
}

JsInstance::JsInstance(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<JsInstance>(info), holder_(std::make_shared<Holder>())
{
	Guard(info.Env(), [&] {
		BootOptions options = ReadOptions(ToObject(info[0], "options"));

		holder_->instance = std::make_unique<Instance>(options);
	});
	DefineMemory(info.Env(), info.This().As<Napi::Object>());
}

/* The properties: constants of the instance and its two pieces of shared memory. */
void JsInstance::DefineMemory(Napi::Env env, Napi::Object self)
{
	Instance &instance = *holder_->instance;
	auto *events = new std::shared_ptr<uint8_t>(instance.Events().Buffer());
	auto *memory = new std::shared_ptr<Holder>(holder_);
	Napi::ArrayBuffer shared = Napi::ArrayBuffer::New(
		env, events->get(), EventQueue::kBytes,
		[](Napi::Env, void *, std::shared_ptr<uint8_t> *hint) { delete hint; }, events);
	Napi::ArrayBuffer user = Napi::ArrayBuffer::New(
		env, instance.UserMemory(), instance.UserBytes(),
		[](Napi::Env, void *, std::shared_ptr<Holder> *hint) { delete hint; }, memory);

	user_ = Napi::Persistent(user);
	self.Set("events", shared);
	self.Set("user", user);
	self.Set("userAddress", reinterpret_cast<uintptr_t>(instance.UserMemory()));
	self.Set("release", instance.Release());
	self.Set("mainTask", instance.MainTask());
	self.Set("slot", instance.SlotNumber());
}

Instance &JsInstance::Get() const
{
	if (!holder_->instance)
		throw Error("KTEST_CLOSED", "the instance is closed");
	return *holder_->instance;
}

/* f(instance), then the exception of a scheduler that it has called. */
template <typename F> Napi::Value JsInstance::Run(Napi::Env env, F &&f)
{
	Napi::Value value = Guard(env, [&] { return f(Get()); });

	if (!thrown_.IsEmpty()) {
		Napi::Error thrown = std::move(thrown_);

		thrown_ = Napi::Error();
		throw thrown;
	}
	return value;
}

Napi::Value JsInstance::Syscall(const Napi::CallbackInfo &info)
{
	Napi::Env env = info.Env();

	return Run(env, [&](Instance &instance) -> Napi::Value {
		int task = ToTask(info[0]);
		long nr = ToInt(info[1], "nr", 0, INT_MAX);
		long args[6] = {};
		bool blocked = false;

		for (size_t i = 0; i < 6 && i + 2 < info.Length(); i++)
			args[i] = ToInteger(info[i + 2], "argument", -kMaxSafe, kMaxSafe);
		long ret = instance.Syscall(task, nr, args, &blocked);
		return blocked ? env.Undefined() : Napi::Number::New(env, ret);
	});
}

Napi::Value JsInstance::CreateTask(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) -> Napi::Value {
		std::string name = ToString(info[0], "name", 15);
		int peer = info[1].IsUndefined() ? 0 : ToTask(info[1]);

		return Napi::Number::New(info.Env(), instance.CreateTask(name, peer));
	});
}

Napi::Value JsInstance::ExitTask(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		int task = ToTask(info[0]);

		if (task == instance.MainTask())
			throw Error("ERR_INVALID_ARG_VALUE",
				    "the main task owns the user memory and cannot be ended");
		instance.ExitTask(task);
		return info.Env().Undefined();
	});
}

Napi::Value JsInstance::Pending(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) -> Napi::Value {
		return Napi::Boolean::New(info.Env(), instance.TaskPending(ToTask(info[0])));
	});
}

Napi::Value JsInstance::NextTimer(const Napi::CallbackInfo &info)
{
	return Run(info.Env(),
		   [&](Instance &instance) { return Time(info.Env(), instance.NextTimer()); });
}

/* runUntil(timeNs, stopAtEvent) */
Napi::Value JsInstance::RunUntil(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		uint64_t time = ToInteger(info[0], "time", 0, kMaxSafe);

		if (ToBool(info[1], "stopAtEvent"))
			instance.RunUntilEvent(time);
		else
			instance.RunUntil(time);
		return info.Env().Undefined();
	});
}

Napi::Value JsInstance::CreateDevice(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) -> Napi::Value {
		std::string name;
		struct lib_dev_config config = ReadDevice(ToObject(info[0], "options"), &name);

		return Napi::Number::New(info.Env(), Get().CreateDevice(config));
	});
}

Napi::Value JsInstance::DestroyDevice(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		instance.DestroyDevice(ToDevice(info[0]));
		return info.Env().Undefined();
	});
}

/* receive(device, frame, gsoSize?, more?) */
Napi::Value JsInstance::Receive(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		int device = ToDevice(info[0]);
		Bytes frame = ToBytes(info[1], "frame");
		int gso_size = info[2].IsUndefined() ? 0 : ToInt(info[2], "gsoSize", 0, 65535);
		bool more = !info[3].IsUndefined() && ToBool(info[3], "more");

		instance.Receive(device, frame.data, frame.bytes, gso_size, more);
		return info.Env().Undefined();
	});
}

Napi::Value JsInstance::TakeSnapshot(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		return WrapSnapshot(info.Env(), instance.TakeSnapshot());
	});
}

Napi::Value JsInstance::Restore(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		instance.Restore(UnwrapSnapshot(info[0]));
		return info.Env().Undefined();
	});
}

/* save(snapshot, path, base or undefined) */
Napi::Value JsInstance::Save(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		const Snapshot &snapshot = UnwrapSnapshot(info[0]);
		std::string path = ToString(info[1], "path", PATH_MAX);

		instance.Save(snapshot, path,
			      info[2].IsUndefined() ? nullptr : &UnwrapSnapshot(info[2]));
		return info.Env().Undefined();
	});
}

/* load(path, base) */
Napi::Value JsInstance::LoadSnapshot(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		std::string path = ToString(info[0], "path", PATH_MAX);

		return WrapSnapshot(info.Env(),
				    instance.LoadSnapshot(path, UnwrapSnapshot(info[1])));
	});
}

/* setScheduler(function or undefined) */
Napi::Value JsInstance::SetScheduler(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		if (info[0].IsUndefined()) {
			instance.SetScheduler(nullptr);
			scheduler_.Reset();
		} else if (info[0].IsFunction()) {
			instance.SetScheduler([this](const auto &tasks) { return Pick(tasks); });
			scheduler_ = Napi::Persistent(info[0].As<Napi::Function>());
		} else {
			throw Error("ERR_INVALID_ARG_TYPE",
				    "scheduler must be a function or undefined");
		}
		return info.Env().Undefined();
	});
}

/* The scheduler's choice; after it has thrown, the kernel's own for the rest of the call. */
size_t JsInstance::Pick(const std::vector<int> &tasks)
{
	Napi::Env env = Env();
	Napi::HandleScope scope(env);

	if (!thrown_.IsEmpty())
		return 0;
	try {
		Napi::Array list = Napi::Array::New(env, tasks.size());
		for (size_t i = 0; i < tasks.size(); i++)
			list[i] = Napi::Number::New(env, tasks[i]);

		Napi::Value choice = scheduler_.Call({list});
		if (choice.IsUndefined())
			return 0;
		return Guard(env,
			     [&] { return ToInteger(choice, "the choice", 0, tasks.size() - 1); });
	} catch (const Napi::Error &e) {
		thrown_ = e;
		return 0;
	}
}

Napi::Value JsInstance::Exec(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) -> Napi::Value {
		instance.CheckUsable();
		return RunCommand(&instance, ToObject(info[0], "command"));
	});
}

/* replay(tapes) */
Napi::Value JsInstance::ReplayTape(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		instance.CheckUsable();
		return ReplayCommand(&instance, info[0]);
	});
}

Napi::Value JsInstance::Refill(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		instance.Events().Refill();
		return info.Env().Undefined();
	});
}

Napi::Value JsInstance::DirtyPages(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) -> Napi::Value {
		return Napi::Number::New(info.Env(), instance.DirtyPages());
	});
}

fuzz::Executor &JsInstance::Executor() const
{
	if (!holder_->executor)
		throw Error("ERR_INVALID_STATE", "prepareFuzzing() has not been called");
	return *holder_->executor;
}

/* prepareFuzzing(tables): their text is that of ../fuzz/executor.h */
Napi::Value JsInstance::PrepareFuzzing(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &instance) {
		fuzz::Tables tables = fuzz::Tables::Parse(ToString(info[0], "tables", 1 << 20));

		holder_->executor.reset();
		holder_->executor = std::make_unique<fuzz::Executor>(&instance, std::move(tables));
		return info.Env().Undefined();
	});
}

/* addFuzzNetwork(device, local, peer): addresses of 4 or 16 bytes */
Napi::Value JsInstance::AddFuzzNetwork(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &) {
		int device = ToDevice(info[0]);
		Bytes local = ToBytes(info[1], "local"), peer = ToBytes(info[2], "peer");
		fuzz::Addresses ends = {};

		if (local.bytes != peer.bytes || (local.bytes != 4 && local.bytes != 16))
			throw Error("ERR_INVALID_ARG_VALUE",
				    "local and peer must have 4 or 16 bytes each");
		ends.is_ipv6 = local.bytes == 16;
		memcpy(ends.local, local.data, local.bytes);
		memcpy(ends.peer, peer.data, peer.bytes);
		Executor().AddNetwork(device, ends);
		return info.Env().Undefined();
	});
}

/* runProgram(program): how many records were done */
Napi::Value JsInstance::RunProgram(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &) -> Napi::Value {
		Bytes program = ToBytes(info[0], "program");
		size_t done = Executor().Run(fuzz::Program(program.data, program.bytes));

		return Napi::Number::New(info.Env(), done);
	});
}

/* startCoverage(isReached): an ArrayBuffer over memory that stays */
Napi::Value JsInstance::StartCoverage(const Napi::CallbackInfo &info)
{
	Napi::Env env = info.Env();

	return Run(env, [&](Instance &instance) -> Napi::Value {
		bool is_reached = ToBool(info[0], "isReached");

		coverage_ = instance.StartCoverage(is_reached ? Coverage::Kind::kReached
							      : Coverage::Kind::kCounts);
		return Napi::ArrayBuffer::New(
			env, coverage_->Counters(), coverage_->Blocks(),
			[](Napi::Env, void *, std::shared_ptr<Coverage> *hint) { delete hint; },
			new std::shared_ptr<Coverage>(coverage_));
	});
}

/* takeCounters(seen): how much of it is new */
Napi::Value JsInstance::TakeCounters(const Napi::CallbackInfo &info)
{
	return Run(info.Env(), [&](Instance &) -> Napi::Value {
		Bytes seen = ToBytes(info[0], "seen");

		if (!coverage_)
			throw Error("ERR_INVALID_STATE", "startCoverage() has not been called");
		if (seen.bytes != coverage_->Blocks())
			throw Error("ERR_INVALID_ARG_VALUE",
				    "seen must have " + std::to_string(coverage_->Blocks()) +
					    " bytes");
		return Napi::Number::New(info.Env(),
					 coverage_->Take(const_cast<uint8_t *>(seen.data)));
	});
}

/* Frees everything at once; a second time does nothing. */
Napi::Value JsInstance::Close(const Napi::CallbackInfo &info)
{
	return Guard(info.Env(), [&] {
		if (!holder_->instance)
			return info.Env().Undefined();
		if (holder_->instance->Entered())
			throw Error("KTEST_REENTRY", "the instance is in a call");

		Napi::ArrayBuffer user = user_.Value();
		if (user.IsDetached()) /* by a transfer: another ArrayBuffer has the memory */
			holder_->instance->AbandonMemory();
		else
			user.Detach();
		holder_->executor.reset();
		holder_->instance.reset();
		scheduler_.Reset();
		return info.Env().Undefined();
	});
}

} // namespace ktest
