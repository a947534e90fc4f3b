// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include <QString>

#include <loopscope/loop.h>
#include <loopscope/scenario/interpreter.h>

namespace loopscope::tests {

/// For a `_data` function: a row for each case, with its path without ".json" as `stem`.
void add_case_rows();

/// Starts the interpreter and drives the loop, which has a virtual clock, to the end of the run. Tells
/// whether it stalled.
using Drive = std::function<bool(Loop& loop, scenario::Interpreter& interpreter)>;

/// Runs a case and compares its trace with asyncio's; empty when they are equal. `at_event` is called
/// on the loop's thread at each event of the trace.
QString run_case(
    const QString& stem, const Drive& drive, const std::function<void()>& at_event = [] {});

/// Drives a loop by itself.
bool run_to_the_end(Loop& loop, scenario::Interpreter& interpreter);

}  // namespace loopscope::tests
