// SPDX-License-Identifier: MIT
// The end of the process, a forked child, and what a closed loop gives back.
#include "support.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <loopscope/run.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// The exit status of a child process that runs `body`, -1 when a signal ended it.
template <class Body>
int status_of_child(Body body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::ptrdiff_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(begin(all), end(all));
}

}  // namespace

class ProcessTest : public QObject {
  Q_OBJECT

 private slots:
  void exitInACallbackEndsTheProcessWithItsStatus() {
    const int status = status_of_child([]() -> int {
      static Loop loop;
      std::atexit([] { ::_exit(4); });  // registered later, so it runs before ~Loop
      loop.call_soon([] { std::exit(3); });
      loop.run_forever();
      return 5;
    });
    QCOMPARE(status, 4);
    QCOMPARE(status_of_child([]() -> int {
               auto* loop = new Loop;
               loop->call_soon([loop] {
                 delete loop;  // as exit() does to one with static storage,
                 ::_exit(3);   // and does not come back
               });
               loop->run_forever();
               return 5;
             }),
             3);
  }

  void aForkedChildRunsALoopOfItsOwn() {
    VirtualLoop loop;
    const int status = run(loop, []() -> Coro<int> {
      co_return status_of_child([] { return loopscope::run(give(5)); });
    });
    QCOMPARE(status, 5);
  }

  void aForkedChildCannotRunTheLoopOfItsParent() {
    Loop loop;
    QCOMPARE(status_of_child([&loop] {
               const std::string error = thrown([&] { loop.run_until_complete(give(1)); });
               return error.find("belongs to the parent process") != error.npos ? 7 : 1;
             }),
             7);
    QCOMPARE(loop.run_until_complete(give(1)), 1);
  }

  void aClosedLoopGivesItsDescriptorsBack() {
    const std::ptrdiff_t before = open_descriptors();
    Loop loop;
    QVERIFY(open_descriptors() > before);
    const Task<int> kept = loop.create_task(give(1));
    loop.run_until_complete(kept);
    loop.close();
    QCOMPARE(open_descriptors(), before);
    QCOMPARE(kept.result(), 1);
  }

  void callbacksOfPendingTasksAndNamedFuturesGoWithTheLoop() {
    const CapturedLog log;
    const auto witness = std::make_shared<int>();
    {
      VirtualLoop loop;
      const auto future = loop.create_future<void>();
      const Task<void> task = loop.create_task([&]() -> Coro<void> { co_await future; });
      task.add_done_callback([task, witness] {});
      const auto named = loop.create_future<int>("named");
      named.add_done_callback([named, witness] {});
      run_iterations(loop);
    }
    QCOMPARE(witness.use_count(), 1L);
  }
};

QTEST_GUILESS_MAIN(ProcessTest)
#include "process_test.moc"
