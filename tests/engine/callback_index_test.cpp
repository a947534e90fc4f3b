// SPDX-License-Identifier: MIT
// Removing done-callbacks from a future that has many (F11).
#include "support.h"

#include <algorithm>
#include <random>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// A future with callbacks, and what it must have by the rules.
struct Model {
  VirtualLoop loop;
  Future<int> future = loop.create_future<int>();
  std::vector<int> ran;

  struct Added {
    CallbackToken token;
    int number;
  };
  std::vector<Added> expected;
  int added = 0;

  void add(CallbackToken token = {}) {
    const int number = ++added;
    auto callback = [this, number] { ran.push_back(number); };
    token = token == CallbackToken{} ? future.add_done_callback(callback)
                                     : future.add_done_callback(token, callback);
    expected.push_back({token, number});
  }

  void remove(CallbackToken token) {
    const std::size_t before = expected.size();
    std::erase_if(expected, [token](const Added& one) { return one.token == token; });
    QCOMPARE(future.remove_done_callback(token), before - expected.size());
  }

  void settle() {
    future.set_result(1);
    run_iterations(loop);
    std::vector<int> numbers;
    for (const Added& one : expected) numbers.push_back(one.number);
    QCOMPARE(ran, numbers);
  }
};

}  // namespace

class CallbackIndexTest : public QObject {
  Q_OBJECT

 private slots:
  void anyOrderOfRemovalsLeavesTheOthersInTheirOrder() {
    std::mt19937 random(1);
    for (int round = 0; round < 20; ++round) {
      Model model;
      for (int i = 0; i < 300; ++i) model.add();
      for (int i = 0; i < 400; ++i) {
        const auto any = model.expected[random() % model.expected.size()].token;
        switch (random() % 4) {
          case 0: model.add(); break;
          case 1: model.add(any); break;
          default: model.remove(any); break;
        }
        if (model.expected.empty()) model.add();
      }
      model.settle();
    }
  }

  void aTaskAmongTheCallbacksKeepsItsPlace() {
    Model model;
    for (int i = 0; i < 100; ++i) model.add();
    const auto task = model.loop.create_task([&]() -> Coro<void> {
      co_await model.future;
      model.ran.push_back(0);
    });
    run_iterations(model.loop);
    model.expected.push_back({{}, 0});
    for (int i = 0; i < 100; ++i) model.add();
    const std::vector<Model::Added> all = model.expected;
    for (std::size_t i = 0; i < all.size(); i += 3)
      if (all[i].number != 0) model.remove(all[i].token);
    model.settle();
    QVERIFY(task.done());
  }

  void aTokenThatIsGoneRemovesNothing() {
    Model model;
    for (int i = 0; i < 200; ++i) model.add();
    const CallbackToken last = model.expected.back().token;
    model.remove(last);
    model.remove(last);
    model.settle();
    QCOMPARE(model.future.remove_done_callback(last), std::size_t(0));
  }

  void aCallbackThatIsAddedWhenAllAreGoneStillRuns() {
    Model model;
    for (int i = 0; i < 200; ++i) model.add();
    for (const Model::Added& one : std::vector(model.expected)) model.remove(one.token);
    model.add();
    model.settle();
  }

  void aTaskThatIsLeftAloneGoesOn() {
    Model model;
    for (int i = 0; i < 100; ++i) model.add();
    const auto task = model.loop.create_task([&]() -> Coro<void> { co_await model.future; });
    run_iterations(model.loop);
    for (int i = 0; i < 100; ++i) model.add();
    for (const Model::Added& one : std::vector(model.expected)) model.remove(one.token);
    model.settle();
    QVERIFY(task.done());
  }

  void amongTasksAloneThereIsNothingToRemove() {
    Model model;
    std::vector<Task<void>> tasks;
    for (int i = 0; i < 100; ++i)
      tasks.push_back(model.loop.create_task([&]() -> Coro<void> { co_await model.future; }));
    run_iterations(model.loop);
    model.add();
    const CallbackToken gone = model.expected.back().token;
    model.remove(gone);
    model.remove(gone);
    model.settle();
    QVERIFY(std::ranges::all_of(tasks, [](const auto& task) { return task.done(); }));
  }

  void whatIsLeftGoesWithTheFutureOrItsLoop() {
    const auto alive = std::make_shared<int>(1);
    std::optional<VirtualLoop> loop(std::in_place);
    std::optional<Future<int>> first = loop->create_future<int>();
    const Future<int> second = loop->create_future<int>();
    for (const auto& future : {*first, second}) {
      std::vector<CallbackToken> tokens;
      for (int i = 0; i < 200; ++i)
        tokens.push_back(future.add_done_callback([alive] { NEVER("it was never resolved"); }));
      QCOMPARE(future.remove_done_callback(tokens.back()), std::size_t(1));
      QCOMPARE(future.remove_done_callback(tokens.front()), std::size_t(1));
    }
    QCOMPARE(alive.use_count(), 1 + 2 * 198L);
    first.reset();
    QCOMPARE(alive.use_count(), 1 + 198L);
    loop.reset();
    const CallbackToken late = second.add_done_callback([alive] {});
    QCOMPARE(second.remove_done_callback(late), std::size_t(1));
  }
};

QTEST_GUILESS_MAIN(CallbackIndexTest)
#include "callback_index_test.moc"
