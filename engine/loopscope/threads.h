// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include <loopscope/inspect/record.h>

/// Threads as the engine names them in records and messages.
namespace loopscope {

/// Number of the calling thread; given at its first call, never reused.
inspect::ThreadId this_thread_id() noexcept;

/// Names the calling thread in records and messages. Without it the system's name is shown where it
/// differs from the program's, else "thread N"; the first thread is "main".
void name_this_thread(std::string name);

/// Name of a thread that has a number, also after its end; of the many threads that have ended, the
/// last 1024 with a name of their own are remembered. Safe on any thread.
std::string thread_name(inspect::ThreadId id);

/// Changes when a thread gets another name. Safe on any thread.
std::uint32_t thread_names_version() noexcept;

}  // namespace loopscope
