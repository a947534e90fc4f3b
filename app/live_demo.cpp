// SPDX-License-Identifier: MIT
#include <loopscope/app/live_demo.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <loopscope/logging.h>
#include <loopscope/sleep.h>
#include <loopscope/threads.h>

namespace loopscope::app {
namespace {

using namespace std::chrono_literals;

Coro<int> sleepFor(Duration delay) {
  co_await sleep(delay);
  co_return 42;
}

Coro<int> countToTen() {
  int counted = 0;
  while (counted < 10) {
    co_await sleep(500ms);
    ++counted;
  }
  co_return counted;
}

Coro<std::string> waitForText() {
  const Future<std::string> text =
      get_running_loop().create_future<std::string>("text to wait for");
  co_return "got " + co_await text;
}

Coro<void> failLater() {
  co_await sleep(2s);
  throw std::runtime_error("failed, as promised");
}

}  // namespace

LiveDemo::LiveDemo(const Demo& demo, std::unique_ptr<Clock> clock, demos::Stage::Tell tell)
    : loop_(std::move(clock)),
      inspector_(loop_, {.loop_name = demo.name.toStdString()}),
      bridge_(loop_),
      session_(inspector_),
      stage_(
          loop_,
          [this](const std::string& line) {
            std::printf("%s\n", line.c_str());
            std::fflush(stdout);
            inspector_.print(line);
          },
          std::move(tell)) {
  fillCatalogue();
  loop_.set_debug(demo.debug);
  if (demo.starts_paused) loop_.pause();
  demo.play(stage_);
}

LiveDemo::~LiveDemo() {
  loop_.set_exception_handler([](const ExceptionContext&) {});
  quiet_end_.begin();
}

void LiveDemo::QuietEnd::begin() {
  set_log_sink([](LogLevel, std::string_view) {});
}

LiveDemo::QuietEnd::~QuietEnd() { set_log_sink({}); }

void LiveDemo::fillCatalogue() {
  inspect::Catalogue& catalogue = inspector_.catalogue();
  catalogue.add_coroutine("sleep 5 s", [] { return sleepFor(5s); });
  catalogue.add_coroutine("count to ten", [] { return countToTen(); });
  catalogue.add_coroutine("wait for a text", [] { return waitForText(); });
  catalogue.add_coroutine("fail after 2 s", [] { return failLater(); });
}

}  // namespace loopscope::app
