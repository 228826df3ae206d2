/* SPDX-License-Identifier: GPL-2.0 */
/*
 * js_args.h - from JavaScript values to C++ ones, with every check, and errors back.
 *
 * What is thrown here is an Error (error.h): ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or
 * ERR_OUT_OF_RANGE. Guard() makes an instance of src/kernel/kernel-error.ts of it.
 */
#ifndef KTEST_JS_ARGS_H
#define KTEST_JS_ARGS_H

#include "error.h"

#include <napi.h>
#include <optional>
#include <string>

namespace ktest
{

/* The largest integer that a JavaScript number holds exactly. */
constexpr double kMaxSafe = 9007199254740991;

/* An integer in [min, max]. */
double ToInteger(const Napi::Value &value, const char *name, double min, double max);

inline int ToInt(const Napi::Value &value, const char *name, int min, int max)
{
	return static_cast<int>(ToInteger(value, name, min, max));
}

/* A number or bigint in [0, 2^64). */
uint64_t ToUint64(const Napi::Value &value, const char *name);

bool ToBool(const Napi::Value &value, const char *name);

/* A string of at most `max` bytes in UTF-8 and without NUL. */
std::string ToString(const Napi::Value &value, const char *name, size_t max);

Napi::Object ToObject(const Napi::Value &value, const char *name);

struct Bytes {
	const uint8_t *data;
	size_t bytes;
};

/* A Uint8Array; valid until JavaScript runs again. */
Bytes ToBytes(const Napi::Value &value, const char *name);

/* Property `name` of an object; empty if it is undefined. */
std::optional<Napi::Value> Property(const Napi::Object &object, const char *name);

/* Per environment: the class of the exceptions. */
struct AddonData {
	Napi::FunctionReference error_class;
};

[[noreturn]] void ThrowToJs(Napi::Env env, const std::string &code, const std::string &message);

/* Calls f(); what that throws becomes a JavaScript exception. */
template <typename F> auto Guard(Napi::Env env, F &&f)
{
	try {
		return f();
	} catch (const Error &e) {
		ThrowToJs(env, e.code, e.what());
	} catch (const std::bad_alloc &) {
		ThrowToJs(env, "ENOMEM", "out of memory");
	}
}

} // namespace ktest

#endif /* KTEST_JS_ARGS_H */
