// SPDX-License-Identifier: MIT
// A value whose copy throws reaches who waits for it as that error.
#include "support.h"

#include <loopscope/combine/as_completed.h>
#include <loopscope/combine/gather.h>
#include <loopscope/combine/shield.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

struct Picky {
  Picky() = default;
  Picky(const Picky&) { throw std::runtime_error("not copied"); }
  Picky(Picky&&) = default;
};

Coro<Picky> make() {
  co_await sleep(1ms);
  co_return Picky();
}

const std::string not_copied = "runtime_error: not copied";

}  // namespace

class CopyFailureTest : public QObject {
  Q_OBJECT

 private slots:
  void gatherFailsWithTheErrorOfTheCopy() {
    VirtualLoop loop;
    const auto gathered = [&]() -> Coro<void> {
      const std::vector<Task<Picky>> tasks{loop.create_task(make()), loop.create_task(make())};
      co_await gather(tasks);
    };
    QCOMPARE(thrown([&] { run(loop, gathered); }), not_copied);
  }

  void gatherIntoATypeFailsWithTheErrorOfItsMaker() {
    VirtualLoop loop;
    const auto gathered = [&]() -> Coro<void> {
      const std::vector<Task<int>> tasks{loop.create_task(give(1))};
      const auto refuse = [](const std::vector<int>&) -> int {
        throw std::runtime_error("no maker");
      };
      co_await gather_as(tasks, refuse);
    };
    QCOMPARE(thrown([&] { run(loop, gathered); }), std::string("runtime_error: no maker"));
  }

  void shieldFailsWithTheErrorOfTheCopy() {
    VirtualLoop loop;
    const auto shielded = [&]() -> Coro<void> {
      const Task<Picky> task = loop.create_task(make());
      const Future<Picky> outer = shield(task);
      co_await outer;
    };
    QCOMPARE(thrown([&] { run(loop, shielded); }), not_copied);
  }

  void anErrorWithoutATextIsReportedByItsType() {
    struct Silent : std::exception {
      const char* what() const noexcept override { return nullptr; }
    };
    VirtualLoop loop;
    const Reports reports(loop);
    loop.call_soon([] { throw Silent(); });
    run_iterations(loop);
    QCOMPARE(reports.all.size(), std::size_t(1));
    QVERIFY(error_line(reports.all[0].exception).ends_with("Silent"));
  }
};

QTEST_GUILESS_MAIN(CopyFailureTest)
#include "copy_failure_test.moc"
