/* SPDX-License-Identifier: GPL-2.0 */
/*
 * js_exec.h - ExecOptions and ExecResult of src/kernel/kernel.ts.
 */
#ifndef KTEST_JS_EXEC_H
#define KTEST_JS_EXEC_H

#include "instance.h"

#include <napi.h>

namespace ktest
{

/* Runs the command to its end; the ExecResult. */
Napi::Object RunCommand(Instance *instance, const Napi::Object &options);

/* Kernel.replay(). */
Napi::Value ReplayCommand(Instance *instance, const Napi::Value &tapes);

} // namespace ktest

#endif /* KTEST_JS_EXEC_H */
