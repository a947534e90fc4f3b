// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <loopscope/loop.h>

namespace loopscope::demos {

/// Where a demo plays: its loop, a place to print to, and whatever must live as long as the demo. All
/// of it is for the loop's thread; the stage goes before the loop, newest thing first.
class Stage {
 public:
  using Print = std::function<void(const std::string&)>;
  using Tell = std::function<void(const std::string& news, bool good)>;

  Stage(Loop& loop, Print print, Tell tell)
      : loop_(loop), print_(std::move(print)), tell_(std::move(tell)) {}
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() {
    while (!kept_.empty()) kept_.pop_back();
  }

  Loop& loop() const noexcept { return loop_; }

  /// One line of the demo's own output.
  void print(const std::string& line) const { print_(line); }

  /// How the demo has ended, or why it cannot go on; nothing: it goes on after all.
  void tell_end(const std::string& news, bool good) const { tell_(news, good); }

  /// Keeps a future, a thread, … until the demo ends.
  template <class T>
  T& keep(T thing) {
    return make<T>(std::move(thing));
  }
  template <class T, class... Args>
  T& make(Args&&... args) {
    auto kept = std::make_shared<T>(std::forward<Args>(args)...);
    kept_.push_back(kept);
    return *kept;
  }

 private:
  Loop& loop_;
  Print print_;
  Tell tell_;
  std::vector<std::shared_ptr<void>> kept_;
};

}  // namespace loopscope::demos
