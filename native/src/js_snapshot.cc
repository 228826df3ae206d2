// SPDX-License-Identifier: GPL-2.0
#include "js_snapshot.h"

#include "error.h"

#include <optional>

namespace ktest
{
namespace
{

using Box = std::optional<Snapshot>;

constexpr napi_type_tag kTag = {0x6b74657374736e61, 0x9d1c4fe2a7b35086};

Box *Unwrap(const Napi::Value &value)
{
	napi_env env = value.Env();
	bool tagged = false;
	void *box = nullptr;

	if (!value.IsObject() ||
	    napi_check_object_type_tag(env, value, &kTag, &tagged) != napi_ok || !tagged ||
	    napi_unwrap(env, value, &box) != napi_ok)
		throw Error("ERR_INVALID_ARG_TYPE", "snapshot must be what snapshot() returned");
	return static_cast<Box *>(box);
}

} // namespace

Napi::Object WrapSnapshot(Napi::Env env, Snapshot snapshot)
{
	Napi::Object object = Napi::Object::New(env);
	Box *box = new Box(std::move(snapshot));
	auto finalize = [](napi_env, void *data, void *) { delete static_cast<Box *>(data); };

	if (napi_wrap(env, object, box, finalize, nullptr, nullptr) != napi_ok) {
		delete box;
		throw Napi::Error::New(env);
	}
	if (napi_type_tag_object(env, object, &kTag) != napi_ok)
		throw Napi::Error::New(env);
	return object;
}

const Snapshot &UnwrapSnapshot(const Napi::Value &value)
{
	Box *box = Unwrap(value);

	if (!*box)
		throw Error("KTEST_CLOSED", "the snapshot was released");
	return **box;
}

void ReleaseSnapshot(const Napi::Value &value)
{
	Unwrap(value)->reset();
}

} // namespace ktest
