// SPDX-License-Identifier: MIT
// Combinators given futures of another loop than the one that runs, or used where none runs.
#include "support.h"

#include <loopscope/combine/as_completed.h>
#include <loopscope/combine/gather.h>
#include <loopscope/combine/shield.h>
#include <loopscope/combine/task_group.h>
#include <loopscope/combine/timeout.h>
#include <loopscope/combine/wait.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

const std::string other_loop =
    "ValueError: The future belongs to a different loop than the one specified as the loop "
    "argument";
const std::string no_loop = "RuntimeError: no running event loop";

}  // namespace

class ForeignLoopTest : public QObject {
  Q_OBJECT

  VirtualLoop other;

  std::vector<Future<int>> foreign() {
    Future<int> done = other.create_future<int>();
    done.set_result(4);
    return {done};
  }

 private slots:
  void asCompletedRefusesThem() {
    VirtualLoop loop;
    const auto futures = foreign();
    const auto program = [&]() -> Coro<std::string> {
      co_return thrown([&] { return as_completed(futures, 50ms); });
    };
    QCOMPARE(run(loop, program), other_loop);
  }

  void waitRefusesThem() {
    VirtualLoop loop;
    const auto futures = foreign();
    const auto program = [&]() -> Coro<void> { co_await wait(futures); };
    QCOMPARE(thrown([&] { run(loop, program); }), other_loop);
  }

  void gatherRefusesAMixture() {
    VirtualLoop loop;
    std::vector<Future<int>> futures = foreign();
    futures.push_back(loop.create_future<int>());
    QCOMPARE(thrown([&] { return gather(futures); }), other_loop);
  }

  void whatNeedsARunningLoopSaysSo() {
    QCOMPARE(thrown([] { return with_timeout(1s, [] { return give(1); }); }), no_loop);
    QCOMPARE(thrown([] { return gather(give(1)); }), no_loop);
    QCOMPARE(thrown([] { return shield(give(1)); }), no_loop);
    QCOMPARE(thrown([] { return ensure_future(give(1)); }), no_loop);
    const auto futures = foreign();
    QCOMPARE(thrown([&] { return as_completed(futures, 1s); }), no_loop);
    QCOMPARE(thrown([] { return TaskGroup::enter(); }), no_loop);
  }

  void futuresOfALoopThatDoesNotRunYetCanBeCombined() {
    VirtualLoop loop;
    std::vector<Future<int>> futures = test::futures(loop, 2);
    const auto all = gather(futures);
    const auto protected_one = shield(futures[0]);
    const auto in_order = as_completed(futures);
    futures[0].set_result(1);
    futures[1].set_result(2);
    QCOMPARE(loop.run_until_complete(all), (std::vector<int>{1, 2}));
    QCOMPARE(loop.run_until_complete(protected_one), 1);
    QCOMPARE(loop.run_until_complete(in_order.next_result()), 1);
  }
};

QTEST_GUILESS_MAIN(ForeignLoopTest)
#include "foreign_loop_test.moc"
