// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

namespace loopscope {

/// Info: for people who look. Warning: probably a mistake. Error: something was lost or refused.
enum class LogLevel { info, warning, error };

/// Gets the engine's diagnostics that have no other receiver. May be called on any thread, one call
/// at a time; must not throw. A diagnostic that it causes itself is written to stderr.
using LogSink = std::function<void(LogLevel, std::string_view)>;

/// Replaces the sink of the process; an empty one restores the default, which writes lines to
/// stderr. Safe on any thread.
void set_log_sink(LogSink sink);

/// Writes one diagnostic to the sink. Safe on any thread.
void log(LogLevel level, std::string_view message) noexcept;

}  // namespace loopscope
