// SPDX-License-Identifier: MIT
#include <loopscope/threads.h>

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace loopscope {
namespace {

// Records speak of threads that have ended, but a program may start any number of them.
constexpr std::size_t ended_names_kept = 1024;

// Threads without a name of their own take no place here.
struct Names {
  std::mutex lock;  // guards the rest
  std::unordered_map<inspect::ThreadId, std::string> of;
  std::deque<inspect::ThreadId> ended;  // oldest first; each has a name
};

// Never destroyed: threads may ask while the process ends.
Names& names() {
  static Names& instance = *new Names;
  return instance;
}

std::string default_name(inspect::ThreadId id) { return "thread " + std::to_string(id); }

// Empty for a thread that nobody named.
std::string system_name() {
  if (::getpid() == ::gettid()) return "main";
  std::array<char, 16> name{};
  ::pthread_getname_np(::pthread_self(), name.data(), name.size());
  // It has inherited the name of the program, cut to 15 characters.
  const std::string program(program_invocation_short_name);
  return program.compare(0, 15, name.data()) == 0 ? std::string() : std::string(name.data());
}

// Plain data, so that it can be asked at any time, also by destructors at the thread's end.
constinit thread_local inspect::ThreadId own_id = 0;

// Relaxed: a hint to look again; the mutex orders the names.
std::atomic<std::uint32_t> version{0};

void forget_oldest(Names& table) {
  table.of.erase(table.ended.front());
  table.ended.pop_front();
}

struct EndOfThread {
  ~EndOfThread() {
    Names& table = names();
    const std::lock_guard guard(table.lock);
    if (!table.of.contains(own_id)) return;
    table.ended.push_back(own_id);
    if (table.ended.size() > ended_names_kept) forget_oldest(table);
  }
};

void set_own_name(std::string name) {
  static thread_local EndOfThread end_of_thread;
  const std::lock_guard guard(names().lock);
  names().of[own_id] = std::move(name);
  version.fetch_add(1, std::memory_order_relaxed);
}

inspect::ThreadId meet_thread() noexcept {
  // Relaxed: only uniqueness matters.
  static std::atomic<inspect::ThreadId> last{0};
  own_id = last.fetch_add(1, std::memory_order_relaxed) + 1;
  if (std::string name = system_name(); !name.empty()) set_own_name(std::move(name));
  return own_id;
}

}  // namespace

inspect::ThreadId this_thread_id() noexcept { return own_id ? own_id : meet_thread(); }

void name_this_thread(std::string name) {
  this_thread_id();
  set_own_name(std::move(name));
}

std::string thread_name(inspect::ThreadId id) {
  const std::lock_guard guard(names().lock);
  const auto found = names().of.find(id);
  return found != names().of.end() ? found->second : default_name(id);
}

std::uint32_t thread_names_version() noexcept { return version.load(std::memory_order_relaxed); }

}  // namespace loopscope
