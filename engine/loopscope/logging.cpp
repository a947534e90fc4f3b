// SPDX-License-Identifier: MIT
#include <loopscope/logging.h>

#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>

namespace loopscope {
namespace {

struct Sink {
  std::mutex running;  // held while `receive` runs, so that lines never mix
  std::mutex lock;     // guards `receive`; taken after `running`
  std::shared_ptr<const LogSink> receive;
};

/// The calling thread runs the sink.
constinit thread_local bool inside_sink = false;

// Never destroyed: threads may log while the process ends.
Sink& sink() {
  static Sink& instance = *new Sink;
  return instance;
}

void write_to_stderr(LogLevel level, std::string_view message) {
  std::fprintf(stderr, "loopscope: %s%.*s\n", level == LogLevel::warning ? "warning: " : "",
               static_cast<int>(message.size()), message.data());
}

}  // namespace

// Once it returns, the sink before does not run any more, unless that one has called this. It goes last,
// without a lock: its destructor may log.
void set_log_sink(LogSink receive) {
  auto next = receive ? std::make_shared<const LogSink>(std::move(receive)) : nullptr;
  std::unique_lock running(sink().running, std::defer_lock);
  if (!inside_sink) running.lock();
  const std::lock_guard guard(sink().lock);
  sink().receive.swap(next);
}

void log(LogLevel level, std::string_view message) noexcept {
  if (inside_sink) return write_to_stderr(level, message);
  const std::lock_guard running(sink().running);
  std::shared_ptr<const LogSink> receive;
  {
    const std::lock_guard guard(sink().lock);
    receive = sink().receive;
  }
  if (!receive) return write_to_stderr(level, message);
  inside_sink = true;
  (*receive)(level, message);
  inside_sink = false;
}

}  // namespace loopscope
