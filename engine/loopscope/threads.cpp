// SPDX-License-Identifier: MIT
#include <loopscope/threads.h>

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace loopscope {
namespace {

struct Names {
  std::mutex lock;  // guards `of`
  std::unordered_map<inspect::ThreadId, std::string> of;
};

// Never destroyed: threads may ask while the process ends.
Names& names() {
  static Names& instance = *new Names;
  return instance;
}

std::string system_name(inspect::ThreadId id) {
  if (::getpid() == ::gettid()) return "main";
  std::array<char, 16> name{};
  ::pthread_getname_np(::pthread_self(), name.data(), name.size());
  // A thread that nobody named inherits the name of the program, cut to 15 characters.
  const std::string program(program_invocation_short_name);
  if (program.compare(0, 15, name.data()) == 0) return "thread " + std::to_string(id);
  return name.data();
}

constinit thread_local inspect::ThreadId own_id = 0;

// Relaxed: a hint to look again; the mutex orders the names.
std::atomic<std::uint32_t> version{0};

inspect::ThreadId meet_thread() noexcept {
  // Relaxed: only uniqueness matters.
  static std::atomic<inspect::ThreadId> last{0};
  own_id = last.fetch_add(1, std::memory_order_relaxed) + 1;
  const std::lock_guard guard(names().lock);
  names().of.emplace(own_id, system_name(own_id));
  return own_id;
}

}  // namespace

inspect::ThreadId this_thread_id() noexcept { return own_id ? own_id : meet_thread(); }

void name_this_thread(std::string name) {
  const inspect::ThreadId id = this_thread_id();
  const std::lock_guard guard(names().lock);
  names().of[id] = std::move(name);
  version.fetch_add(1, std::memory_order_relaxed);
}

std::string thread_name(inspect::ThreadId id) {
  const std::lock_guard guard(names().lock);
  const auto found = names().of.find(id);
  return found != names().of.end() ? found->second : "thread " + std::to_string(id);
}

std::uint32_t thread_names_version() noexcept { return version.load(std::memory_order_relaxed); }

}  // namespace loopscope
