// SPDX-License-Identifier: GPL-2.0
#include "js_args.h"

#include <cmath>
#include <cstdio>

namespace ktest
{
namespace
{

[[noreturn]] void BadType(const char *name, const char *expected)
{
	throw Error("ERR_INVALID_ARG_TYPE", std::string(name) + " must be " + expected);
}

} // namespace

double ToInteger(const Napi::Value &value, const char *name, double min, double max)
{
	double number;

	if (napi_get_value_double(value.Env(), value, &number) != napi_ok)
		BadType(name, "a number");
	if (!(number >= min && number <= max) || number != std::trunc(number)) {
		char text[160];

		snprintf(text, sizeof(text), "%s must be an integer from %.0f to %.0f, not %.17g",
			 name, min, max, number);
		throw Error("ERR_OUT_OF_RANGE", text);
	}
	return number;
}

uint64_t ToUint64(const Napi::Value &value, const char *name)
{
	if (value.IsBigInt()) {
		bool lossless = false;
		uint64_t number = value.As<Napi::BigInt>().Uint64Value(&lossless);

		if (!lossless)
			throw Error("ERR_OUT_OF_RANGE",
				    std::string(name) + " must be from 0 to 2^64 - 1");
		return number;
	}
	if (!value.IsNumber())
		BadType(name, "a number or a bigint");
	return static_cast<uint64_t>(ToInteger(value, name, 0, kMaxSafe));
}

bool ToBool(const Napi::Value &value, const char *name)
{
	if (!value.IsBoolean())
		BadType(name, "a boolean");
	return value.As<Napi::Boolean>();
}

std::string ToString(const Napi::Value &value, const char *name, size_t max)
{
	if (!value.IsString())
		BadType(name, "a string");

	std::string text = value.As<Napi::String>();
	if (text.size() > max)
		throw Error("ERR_OUT_OF_RANGE", std::string(name) + " is longer than " +
							std::to_string(max) + " bytes");
	if (text.find('\0') != std::string::npos)
		throw Error("ERR_INVALID_ARG_VALUE", std::string(name) + " contains a null byte");
	return text;
}

Napi::Object ToObject(const Napi::Value &value, const char *name)
{
	if (!value.IsObject())
		BadType(name, "an object");
	return value.As<Napi::Object>();
}

Bytes ToBytes(const Napi::Value &value, const char *name)
{
	napi_typedarray_type type;
	size_t length;
	void *data;

	if (!value.IsTypedArray() ||
	    napi_get_typedarray_info(value.Env(), value, &type, &length, &data, nullptr, nullptr) !=
		    napi_ok ||
	    type != napi_uint8_array)
		BadType(name, "a Uint8Array");
	return {static_cast<const uint8_t *>(data), length};
}

std::optional<Napi::Value> Property(const Napi::Object &object, const char *name)
{
	Napi::Value value = object.Get(name);

	if (value.IsUndefined())
		return std::nullopt;
	return value;
}

void ThrowToJs(Napi::Env env, const std::string &code, const std::string &message)
{
	AddonData *data = env.GetInstanceData<AddonData>();

	if (data && !data->error_class.IsEmpty()) {
		Napi::Object error = data->error_class.New(
			{Napi::String::New(env, code), Napi::String::New(env, message)});
		throw Napi::Error(env, error);
	}
	Napi::Error error = Napi::Error::New(env, message);
	error.Set("code", code);
	throw error;
}

} // namespace ktest
