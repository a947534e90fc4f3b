// SPDX-License-Identifier: MIT
// Task groups, gather and deadlines while tasks are cancelled at every point: whoever leaves has left
// nobody behind, and every cancellation is accounted for.
#include <tests/engine/striking.h>

#include <loopscope/combine/gather.h>
#include <loopscope/combine/task_group.h>
#include <loopscope/combine/timeout.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

struct Expected {};  // what children throw

/// Trees of tasks: groups in deadlines in groups, whose leaves sleep, fail, and clean up slowly.
class TreeProgram : public StruckProgram {
 public:
  explicit TreeProgram(unsigned seed) : StruckProgram(seed) {
    for (int i = 0; i < 2; ++i) spawn(root(Random(random())));
  }

 private:
  Coro<void> root(Random own) {
    const int before = current_task().cancelling();
    for (int i = 0; i < 2; ++i) {
      try {
        co_await node(Random(own()), 2);
      } catch (const Expected&) {
      } catch (const ExceptionGroup& group) {
        expect(!group.errors().empty(), "a group of no errors");
      } catch (const TimeoutError&) {
      }
      // Only strikes are left in the count: groups and deadlines have taken theirs back.
      const int left = current_task().cancelling() - before;
      expect(left >= 0 && left <= strikes(), "a cancellation is not accounted for");
      point();
    }
  }

  Coro<void> node(Random own, int depth) {
    ++alive_;
    const test::CallWhenGone left([this] { --alive_; });
    point();
    if (depth == 0) {
      co_await leaf(own);
      co_return;
    }
    switch (below(own, 4)) {
      case 0: co_await in_group(own, depth); break;
      case 1: co_await in_gather(own, depth); break;
      case 2: co_await in_time(own, depth); break;
      default: co_await leaf(own);
    }
    point();
  }

  Coro<void> leaf(Random own) {
    bool cancelled = false;
    try {
      if (below(own, 2) == 0) co_await sleep(0s);
      point();
      if (below(own, 3) == 0) co_await sleep(std::chrono::seconds(1 + below(own, 3)));
    } catch (const CancelledError&) {
      cancelled = true;
    }
    if (cancelled && below(own, 2) == 0) co_await sleep(0s);  // cleans up
    if (cancelled) throw CancelledError();
    if (below(own, 4) == 0) throw Expected();
  }

  Coro<void> in_group(Random own, int depth) {
    int children = 0;
    const auto child = [this, &children](Random its, int level) -> Coro<void> {
      ++children;
      const test::CallWhenGone left([&children] { --children; });
      co_await node(its, level);
    };
    const auto body = [&](TaskGroup& group) -> Coro<void> {
      for (int i = 0; i < 2; ++i) {
        static_cast<void>(group.create_task(child(Random(own()), depth - 1)));
        if (below(own, 2) == 0) co_await sleep(0s);
      }
      co_await leaf(own);
    };
    // Nothing may be left of the group, however it ends.
    const test::CallWhenGone checked(
        [this, &children] { expect(children == 0, "a group left a task behind"); });
    co_await task_group(body);
  }

  Coro<void> in_gather(Random own, int depth) {
    std::vector<Coro<void>> children;
    for (int i = 0; i < 2; ++i) children.push_back(node(Random(own()), depth - 1));
    auto all = gather(return_exceptions, std::move(children));
    const auto outcomes = co_await all;
    expect(outcomes.size() == 2, "an outcome is missing");
  }

  Coro<void> in_time(Random own, int depth) {
    const auto delay = std::chrono::seconds(1 + below(own, 2));
    co_await wait_for(node(Random(own()), depth - 1), delay);
  }

  void check_idle() override { expect(alive_ == 0, "somebody sleeps for ever"); }
  void check_end() override {
    expect(alive_ == 0, "somebody was left behind");
    expect(loop().all_tasks().empty(), "a task was left behind");
    expect(loop().core().timers() == 0, "a timer was left behind");
  }

  int alive_ = 0;
};

}  // namespace

class StruckGroupsTest : public QObject {
  Q_OBJECT

 private slots:
  void noTaskIsLeftBehind() { QCOMPARE(strike_everywhere<TreeProgram>(80), std::string()); }
};

QTEST_APPLESS_MAIN(StruckGroupsTest)
#include "struck_groups_test.moc"
