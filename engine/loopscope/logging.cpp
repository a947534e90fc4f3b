// SPDX-License-Identifier: MIT
#include <loopscope/logging.h>

#include <cstdio>
#include <mutex>
#include <utility>

namespace loopscope {
namespace {

struct Sink {
  std::mutex lock;  // guards `receive`; held while it runs, so that lines never mix
  LogSink receive;
};

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

void set_log_sink(LogSink receive) {
  const std::lock_guard guard(sink().lock);
  sink().receive = std::move(receive);
}

void log(LogLevel level, std::string_view message) noexcept {
  const std::lock_guard guard(sink().lock);
  if (sink().receive)
    sink().receive(level, message);
  else
    write_to_stderr(level, message);
}

}  // namespace loopscope
