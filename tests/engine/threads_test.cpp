// SPDX-License-Identifier: MIT
// Numbers and names of threads, and the log that any of them may write to.
#include "support.h"

#include <pthread.h>

#include <set>
#include <thread>

#include <loopscope/threads.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

template <class F>
void on_thread(F function) {
  std::thread(std::move(function)).join();
}

}  // namespace

class ThreadsTest : public QObject {
  Q_OBJECT

 private slots:
  void theFirstThreadIsMain() {
    QCOMPARE(thread_name(this_thread_id()), std::string("main"));
    QCOMPARE(this_thread_id(), this_thread_id());
  }

  void numbersAreNeverReused() {
    std::set<inspect::ThreadId> ids;
    for (int i = 0; i < 100; ++i) on_thread([&] { ids.insert(this_thread_id()); });
    QCOMPARE(ids.size(), 100u);
    QVERIFY(!ids.contains(0));
  }

  void aThreadHasTheNameThatItGaveItself() {
    inspect::ThreadId id = 0;
    on_thread([&] {
      id = this_thread_id();
      EXPECT_EQ(thread_name(id), "thread " + std::to_string(id));
      name_this_thread("worker");
      EXPECT_EQ(thread_name(id), std::string("worker"));
    });
    QCOMPARE(thread_name(id), std::string("worker"));  // also after its end
  }

  void aThreadHasTheNameThatTheSystemKnows() {
    on_thread([] {
      ::pthread_setname_np(::pthread_self(), "downloads");
      EXPECT_EQ(thread_name(this_thread_id()), std::string("downloads"));
    });
  }

  void anUnknownNumberHasAName() {
    QCOMPARE(thread_name(1'000'000), std::string("thread 1000000"));
  }

  // Many threads that live shortly must not fill the memory with names
  void ofTheThreadsThatEndedTheLastOnesAreRemembered() {
    std::vector<inspect::ThreadId> ids;
    for (int i = 0; i < 1100; ++i)
      on_thread([&] {
        name_this_thread("short");
        ids.push_back(this_thread_id());
      });
    QCOMPARE(thread_name(ids.back()), std::string("short"));
    QCOMPARE(thread_name(ids.front()), "thread " + std::to_string(ids.front()));
  }

  void theLogIsSafeOnAnyThread() {
    const CapturedLog log;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([] {
        for (int line = 0; line < 250; ++line) loopscope::log(LogLevel::warning, "line");
      });
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(log.lines.size(), 1000u);
  }
};

QTEST_APPLESS_MAIN(ThreadsTest)
#include "threads_test.moc"
