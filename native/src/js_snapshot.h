/* SPDX-License-Identifier: GPL-2.0 */
/*
 * js_snapshot.h - a snapshot as an opaque JavaScript object.
 */
#ifndef KTEST_JS_SNAPSHOT_H
#define KTEST_JS_SNAPSHOT_H

#include "instance.h"

#include <napi.h>

namespace ktest
{

/* An object that owns the snapshot until it is collected or released. */
Napi::Object WrapSnapshot(Napi::Env env, Snapshot snapshot);

/* ERR_INVALID_ARG_TYPE if it is no such object, KTEST_CLOSED if it was released. */
const Snapshot &UnwrapSnapshot(const Napi::Value &value);

/* Frees it now; again and again does no harm. */
void ReleaseSnapshot(const Napi::Value &value);

} // namespace ktest

#endif /* KTEST_JS_SNAPSHOT_H */
