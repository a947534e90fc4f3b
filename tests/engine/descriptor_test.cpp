// SPDX-License-Identifier: MIT
// Readers and writers of file descriptors: rules L1(d), L2; and the reactor below them.
#include "support.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <latch>
#include <thread>

#include <loopscope/detail/epoll_reactor.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// A pipe that never blocks.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC | O_NONBLOCK) != 0) qFatal("no pipe");
  }
  ~Pipe() {
    ::close(ends_[0]);
    close_writer();
  }

  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void write(char byte = 'x') const { QCOMPARE(::write(ends_[1], &byte, 1), ::ssize_t{1}); }
  char read() const {
    char byte = 0;
    return ::read(ends_[0], &byte, 1) == 1 ? byte : '\0';
  }
  void fill() const {
    const std::array<char, 4096> block{};
    while (::write(ends_[1], block.data(), block.size()) > 0) {
    }
  }
  void drain() const {
    std::array<char, 4096> block{};
    while (::read(ends_[0], block.data(), block.size()) > 0) {
    }
  }
  void close_writer() {
    if (ends_[1] >= 0) ::close(std::exchange(ends_[1], -1));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

Duration processor_time() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  const auto duration = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return duration(usage.ru_utime) + duration(usage.ru_stime);
}

}  // namespace

class DescriptorTest : public QObject {
  Q_OBJECT

 private slots:
  void aClosedDescriptorWhoseDuplicateLivesKeepsNobodyAwake() {
    Loop loop;
    const Pipe other;
    const Pipe pipe;
    const int fd = ::dup(pipe.reader());
    const int duplicate = ::dup(fd);
    loop.add_reader(other.reader(), [] {});
    loop.add_reader(fd, [] {});
    ::close(fd);
    loop.remove_reader(fd);
    pipe.write();  // the kernel reports the closed number, again and again
    loop.call_later(20ms, [&] { loop.stop(); });
    const std::uint64_t before = loop.core().iteration();
    loop.run_forever();
    QVERIFY(loop.core().iteration() - before < 10);
    ::close(duplicate);
  }

  void aNumberThatIsGivenAgainIsNotTakenForTheFileBefore() {
    Loop loop;
    const Pipe before;
    const Pipe after;
    const int fd = ::dup(before.reader());
    const int duplicate = ::dup(fd);
    int old_reader = 0;
    int new_reader = 0;
    loop.add_reader(fd, [&] { ++old_reader; });
    QCOMPARE(::dup2(after.reader(), fd), fd);
    loop.add_reader(fd, [&] { ++new_reader; });
    before.write();
    loop.call_later(20ms, [&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(old_reader + new_reader, 0);
    loop.remove_reader(fd);
    ::close(duplicate);
    ::close(fd);
  }

  void init() { Counted::reset(); }
  void cleanup() { QCOMPARE(Counted::alive, 0); }

  void aReaderRunsWheneverThereIsSomethingToRead() {
    Loop loop;
    const Pipe pipe;
    std::string text;
    loop.add_reader(pipe.reader(), [&, counted = Counted()] {
      text += pipe.read();
      if (text.size() == 2) loop.stop();
    });
    std::thread writer([&] {
      pipe.write('a');
      pipe.write('b');
    });
    loop.run_forever();
    writer.join();
    QCOMPARE(text, std::string("ab"));
    QVERIFY(loop.remove_reader(pipe.reader()));
    QCOMPARE(Counted::alive, 0);
    QVERIFY(!loop.remove_reader(pipe.reader()));
  }

  // level-triggered: it comes again as long as it is ready
  void whatIsNotReadComesAgain() {
    Loop loop;
    const Pipe pipe;
    pipe.write();
    int runs = 0;
    loop.add_reader(pipe.reader(), [&] {
      if (++runs == 3) loop.stop();
    });
    loop.run_forever();
    QCOMPARE(loop.core().iteration(), 3u);
  }

  void aWriterRunsWhileThereIsRoom() {
    Loop loop;
    const Pipe pipe;
    pipe.fill();
    int runs = 0;
    loop.add_writer(pipe.writer(), [&] {
      ++runs;
      loop.remove_writer(pipe.writer());
      loop.stop();
    });
    run_iterations(loop);
    QCOMPARE(runs, 0);
    pipe.drain();
    loop.run_forever();
    QCOMPARE(runs, 1);
    QVERIFY(!loop.remove_writer(pipe.writer()));
  }

  void theEndOfTheOtherSideWakesTheReader() {
    Loop loop;
    Pipe pipe;
    loop.add_reader(pipe.reader(), [&] { loop.stop(); });
    pipe.close_writer();
    loop.run_forever();
    QCOMPARE(pipe.read(), '\0');
    loop.remove_reader(pipe.reader());
  }

  // L1, L2: behind what was ready, before timers that fell due
  void descriptorsComeBetweenWhatWasReadyAndTimers() {
    VirtualLoop loop;
    Trace trace(loop);
    const Pipe pipe;
    pipe.write();
    loop.call_later(0s, [&] { trace("timer"); });
    loop.add_reader(pipe.reader(), [&] {
      trace("reader");
      loop.remove_reader(pipe.reader());
    });
    loop.call_soon([&] { trace("ready"); });
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"ready@1", "reader@1", "timer@1"}));
  }

  void aSecondReaderReplacesTheFirst() {
    Loop loop;
    const Pipe pipe;
    Events events;
    loop.add_reader(pipe.reader(), [&, counted = Counted()] { events.emplace_back("first"); });
    loop.add_reader(pipe.reader(), [&] {
      events.emplace_back("second");
      loop.remove_reader(pipe.reader());
    });
    QCOMPARE(Counted::alive, 0);
    pipe.write();
    run_iterations(loop);
    QCOMPARE(events, (Events{"second"}));
  }

  // L4
  void aReaderRemovedInTheSameIterationDoesNotRun() {
    Loop loop;
    const Pipe pipe;
    pipe.write();
    loop.add_reader(pipe.reader(), [&] { NEVER("it ran"); });
    loop.call_soon([&] { EXPECT(loop.remove_reader(pipe.reader())); });
    run_iterations(loop, 2);
  }

  void aReaderMayReplaceAndRemoveItself() {
    Loop loop;
    const Pipe pipe;
    pipe.write();
    Events events;
    loop.add_reader(pipe.reader(), [&, counted = Counted(1)] {
      events.emplace_back("first");
      loop.add_reader(pipe.reader(), [&, second = Counted(2)] {
        events.emplace_back("second");
        loop.remove_reader(pipe.reader());
        EXPECT_EQ(second.value, 2);
      });
      EXPECT_EQ(counted.value, 1);
    });
    run_iterations(loop, 3);
    QCOMPARE(events, (Events{"first", "second"}));
  }

  // P23
  void theDestructorOfAReaderMayComeBack() {
    Loop loop;
    const Pipe pipe;
    loop.add_reader(pipe.reader(),
                    [guard = CallWhenGone([&] { loop.remove_reader(pipe.reader()); })] {});
    loop.add_reader(pipe.reader(), [counted = Counted()] {});
    QCOMPARE(Counted::alive, 0);  // the destructor of the first removed the second
    QVERIFY(!loop.remove_reader(pipe.reader()));
  }

  void aReaderAndAWriterShareADescriptor() {
    VirtualLoop loop;
    const Pipe pipe;
    Trace trace(loop);
    loop.add_writer(pipe.writer(), [&] { trace("writer"); });
    loop.add_reader(pipe.writer(), [&] { trace("reader"); });
    run_iterations(loop);
    QVERIFY(loop.remove_writer(pipe.writer()));
    run_iterations(loop);
    QVERIFY(loop.remove_reader(pipe.writer()));
    QCOMPARE(trace.events, (Events{"writer@1"}));
  }

  void whatCannotBeWatchedIsRefused() {
    Loop loop;
    QCOMPARE(thrown([&] { loop.add_reader(-1, [counted = Counted()] {}); }),
             std::string("ValueError: Invalid file descriptor: -1"));
    const int closed = ::dup(0);
    ::close(closed);
    QVERIFY(thrown([&] {
              loop.add_reader(closed, [counted = Counted()] {});
            }).starts_with("system_error: cannot watch file descriptor " + std::to_string(closed)));
    QVERIFY(!loop.remove_reader(closed));
  }

  void aNumberThatWasClosedAndGivenAgainCanBeWatched() {
    Loop loop;
    Events events;
    auto first = std::make_unique<Pipe>();
    const int number = first->reader();
    loop.add_reader(number, [&] { events.emplace_back("first"); });
    first.reset();  // without a word to the loop
    const Pipe second;
    QCOMPARE(second.reader(), number);
    second.write();
    loop.add_reader(number, [&] { events.emplace_back("second"); });
    run_iterations(loop);
    QCOMPARE(events, (Events{"second"}));
    loop.remove_reader(number);
  }

  // L26
  void aFailedReaderIsReportedAndStays() {
    Loop loop;
    const Reports reports(loop);
    const Pipe pipe;
    pipe.write();
    loop.add_reader(pipe.reader(), named("on_data", [] { throw std::runtime_error("boom"); }));
    run_iterations(loop, 2);
    QCOMPARE(reports.messages(),
             (Events{"Exception in callback on_data", "Exception in callback on_data"}));
    QVERIFY(loop.remove_reader(pipe.reader()));
  }

  // L24
  void closingRemovesReaders() {
    Loop loop;
    const Pipe pipe;
    pipe.write();
    loop.add_reader(pipe.reader(), [counted = Counted()] { NEVER("it ran"); });
    loop.close();
    QCOMPARE(Counted::alive, 0);
    QVERIFY(!loop.remove_reader(pipe.reader()));
  }

  void aPausedLoopDoesNotSpinOnAReadyDescriptor() {
    Loop loop;
    const Pipe pipe;
    pipe.write();
    int runs = 0;
    loop.add_reader(pipe.reader(), [&] {
      ++runs;
      loop.stop();
    });
    loop.pause();
    std::latch begun(1);
    // Urgent calls run while the loop is paused; the last one lets it go.
    std::thread other([&, door = loop.door()] {
      for (int i = 0; i < 50; ++i) {
        door.core().call_urgent(detail::make_call<detail::PostedCall>(&door.core(), [&begun, i] {
          if (i == 0) begun.count_down();
        }));
        std::this_thread::sleep_for(1ms);
      }
      begun.wait();
      door.core().call_urgent(
          detail::make_call<detail::PostedCall>(&door.core(), [&loop] { loop.resume(); }));
    });
    const Duration before = processor_time();
    loop.run_forever();
    const Duration used = processor_time() - before;
    other.join();
    QCOMPARE(runs, 1);
    QVERIFY2(used < 40ms, "50 ms of waiting cost nearly as much processor time");
    loop.remove_reader(pipe.reader());
  }

  void aSteppedLoopQueuesAReadyDescriptorOnce() {
    VirtualLoop loop;
    const Pipe pipe;
    pipe.write();
    Events events;
    loop.add_reader(pipe.reader(), [&] {
      events.emplace_back("reader");
      EXPECT_EQ(pipe.read(), 'x');
    });
    for (int i = 0; i < 3; ++i) loop.call_soon([&] { events.emplace_back("call"); });
    for (int i = 0; i < 4; ++i) {
      loop.step_callback();
      run_iterations(loop);
    }
    QCOMPARE(events, (Events{"call", "call", "call", "reader"}));
    loop.step_iteration();
    run_iterations(loop);
    QCOMPARE(events.size(), 4u);
    loop.remove_reader(pipe.reader());
  }

  void aWaitIsExactToLessThanAMillisecondAndNeverShort() {
    detail::EpollReactor reactor;
    struct Nobody final : detail::ReadySink {
      void descriptor_ready(int, detail::Interest) override { NEVER("nothing is watched"); }
    } nobody;
    Duration shortest = 1h;
    for (int i = 0; i < 20; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      reactor.wait(Duration(200us), &nobody);
      const Duration took = std::chrono::steady_clock::now() - begin;
      EXPECT(took >= 200us);
      shortest = std::min(shortest, took);
    }
    QVERIFY2(shortest < 1ms, "rounded up to milliseconds");
  }

  void aWakeUpBeforeTheWaitEndsIt() {
    detail::EpollReactor reactor;
    reactor.wake();
    reactor.wake();
    reactor.wait(std::nullopt, nullptr);  // once for both
    struct Nobody final : detail::ReadySink {
      void descriptor_ready(int, detail::Interest) override {}
    } nobody;
    reactor.wait(Duration(0), &nobody);
    reactor.wake();
    reactor.wait(std::nullopt, &nobody);
  }
};

QTEST_APPLESS_MAIN(DescriptorTest)
#include "descriptor_test.moc"
