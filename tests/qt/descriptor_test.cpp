// SPDX-License-Identifier: MIT
#include <QtTest>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>
#include <system_error>

#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("pipe2");
  }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  void write(const std::string& text) const {
    QCOMPARE(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  std::string read() const {
    std::array<char, 64> buffer;
    const ssize_t got = ::read(ends[0], buffer.data(), buffer.size());
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
  }
  std::array<int, 2> ends{};
};

/// Counts how often a socket notifier fires, anywhere in the program.
class Activations : public QObject {
 public:
  Activations() { qApp->installEventFilter(this); }
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::SockAct) ++count;
    return false;
  }
  int count = 0;
};

}  // namespace

class DescriptorTest : public QObject {
  Q_OBJECT

 private slots:
  void aReaderRunsWhenThereIsSomethingToRead();
  void aReaderRunsAsLongAsThereIsSomethingLeft();
  void aWriterRunsWhenThereIsRoom();
  void aReaderThatWasThereBeforeTheBridgeMovesAlong();
  void aRemovedReaderDoesNotRun();
  void aReaderMayRemoveItself();
  void aReaderMayBeReplacedByItself();
  void aDescriptorThatStaysReadyCostsNothingWhilePaused();
  void aReaderIsNotReenteredInANestedLoopNorDoesItSpin();
  void anotherReaderRunsInANestedLoop();
  void aClosedDescriptorIsRefused();
  void aDescriptorThatWasClosedIsForgottenWhenTheBridgeEnds();
  void whatCannotBeWatchedIsRefusedByEveryDriverAlike();
  void aNumberThatIsClosedAndGivenAgainIsWatchedAnew();
};

void DescriptorTest::aReaderRunsWhenThereIsSomethingToRead() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe pipe;
  std::string text;
  loop.add_reader(pipe.ends[0], [&] { text += pipe.read(); });
  spin_briefly();
  QVERIFY(text.empty());
  pipe.write("one ");
  QVERIFY(spin_until([&] { return text == "one "; }));
  pipe.write("two");
  QVERIFY(spin_until([&] { return text == "one two"; }));
}

void DescriptorTest::aReaderRunsAsLongAsThereIsSomethingLeft() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe pipe;
  pipe.write("abc");
  std::string text;
  loop.add_reader(pipe.ends[0], [&] {
    char one = 0;
    if (::read(pipe.ends[0], &one, 1) == 1) text += one;
  });
  QVERIFY(spin_until([&] { return text == "abc"; }));
}

void DescriptorTest::aWriterRunsWhenThereIsRoom() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe pipe;
  int calls = 0;
  loop.add_writer(pipe.ends[1], [&] {
    if (++calls == 3) loop.remove_writer(pipe.ends[1]);
  });
  QVERIFY(spin_until([&] { return calls == 3; }));
  spin_briefly();
  QCOMPARE(calls, 3);
}

void DescriptorTest::aReaderThatWasThereBeforeTheBridgeMovesAlong() {
  Loop loop;
  const Pipe pipe;
  std::string text;
  loop.add_reader(pipe.ends[0], [&] {
    text += pipe.read();
    if (text == "onetwo") loop.stop();
  });
  {
    const QtBridge bridge(loop);
    pipe.write("one");
    QVERIFY(spin_until([&] { return text == "one"; }));
  }
  pipe.write("two");
  loop.run_forever();  // and back
  QCOMPARE(text, std::string("onetwo"));
}

void DescriptorTest::aRemovedReaderDoesNotRun() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe pipe;
  bool ran = false;
  loop.add_reader(pipe.ends[0], [&] { ran = true; });
  pipe.write("x");
  QVERIFY(loop.remove_reader(pipe.ends[0]));
  spin_briefly();
  QVERIFY(!ran);
  QVERIFY(!loop.remove_reader(pipe.ends[0]));
}

void DescriptorTest::aReaderMayRemoveItself() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe pipe;
  int calls = 0;
  loop.add_reader(pipe.ends[0], [&] {
    ++calls;
    loop.remove_reader(pipe.ends[0]);
  });
  pipe.write("x");
  QVERIFY(spin_until([&] { return calls == 1; }));
  spin_briefly();
  QCOMPARE(calls, 1);
}

void DescriptorTest::aReaderMayBeReplacedByItself() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe pipe;
  std::string text;
  loop.add_reader(pipe.ends[0], [&] {
    text += "first ";
    loop.add_reader(pipe.ends[0], [&] { text += pipe.read(); });
  });
  pipe.write("second");
  QVERIFY(spin_until([&] { return text == "first second"; }));
}

void DescriptorTest::aDescriptorThatStaysReadyCostsNothingWhilePaused() {
  Loop loop;
  QtBridge bridge(loop);
  const Pipe pipe;
  std::string text;
  loop.add_reader(pipe.ends[0], [&] { text += pipe.read(); });
  bridge.pause();
  spin_briefly();
  const Activations activations;
  pipe.write("x");
  QVERIFY(spin_until([&] { return loop.core().ready().size() == 1; }));  // visible as due
  bool over = false;
  QTimer::singleShot(20, [&] { over = true; });
  QVERIFY(spin_until([&] { return over; }));
  QCOMPARE(activations.count, 1);
  QVERIFY(text.empty());
  bridge.step_callback();
  QVERIFY(spin_until([&] { return text == "x"; }));
  bridge.run();
  pipe.write("y");
  QVERIFY(spin_until([&] { return text == "xy"; }));
}

void DescriptorTest::aReaderIsNotReenteredInANestedLoopNorDoesItSpin() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe pipe;
  const Activations activations;
  int depth = 0;
  int deepest = 0;
  int calls = 0;
  loop.add_reader(pipe.ends[0], [&] {
    deepest = std::max(deepest, ++depth);
    if (++calls == 1) {
      QEventLoop dialog;
      loop.call_later(20ms, [&] { dialog.quit(); });
      dialog.exec();
    }
    pipe.read();
    --depth;
  });
  pipe.write("x");
  QVERIFY(spin_until([&] { return calls == 1 && depth == 0; }));
  QCOMPARE(deepest, 1);
  QCOMPARE(activations.count, 1);
  pipe.write("y");
  QVERIFY(spin_until([&] { return calls == 2; }));
}

void DescriptorTest::anotherReaderRunsInANestedLoop() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe busy;
  const Pipe other;
  std::string text;
  bool closed = false;
  QEventLoop dialog;
  loop.add_reader(busy.ends[0], [&] {
    busy.read();
    dialog.exec();
    closed = true;
  });
  loop.add_reader(other.ends[0], [&] {
    text += other.read();
    if (text == "abcd")
      dialog.quit();
    else
      other.write(text == "ab" ? "cd" : "b");
  });
  busy.write("x");
  other.write("a");
  QVERIFY(spin_until([&] { return closed; }));
  QCOMPARE(text, std::string("abcd"));
}

void DescriptorTest::aClosedDescriptorIsRefused() {
  Loop loop;
  const QtBridge bridge(loop);
  const int closed = ::dup(0);
  ::close(closed);
  QVERIFY_EXCEPTION_THROWN(loop.add_reader(closed, [] {}), std::system_error);
  QVERIFY(!loop.remove_reader(closed));
}

void DescriptorTest::aDescriptorThatWasClosedIsForgottenWhenTheBridgeEnds() {
  Loop loop;
  auto bridge = std::make_unique<QtBridge>(loop);
  const Pipe pipe;
  const int fd = ::dup(pipe.ends[0]);
  auto held = std::make_shared<int>(0);
  loop.add_reader(fd, [held] {});
  ::close(fd);
  bridge.reset();
  QCOMPARE(held.use_count(), 1L);
  QVERIFY(!loop.remove_reader(fd));
}

void DescriptorTest::whatCannotBeWatchedIsRefusedByEveryDriverAlike() {
  const auto refusal = [](Loop& loop, int fd) -> int {
    try {
      loop.add_reader(fd, [] {});
      return 0;
    } catch (const std::system_error& error) {
      return error.code().value();
    }
  };
  Loop alone;
  Loop bridged;
  const QtBridge bridge(bridged);
  for (const char* path : {"/proc/self/exe", "/tmp", "/dev/null"}) {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    QVERIFY(fd >= 0);
    QCOMPARE(refusal(alone, fd), EPERM);
    QCOMPARE(refusal(bridged, fd), EPERM);
    ::close(fd);
  }
  QCOMPARE(refusal(alone, 9999), EBADF);
  QCOMPARE(refusal(bridged, 9999), EBADF);
}

void DescriptorTest::aNumberThatIsClosedAndGivenAgainIsWatchedAnew() {
  Loop loop;
  const QtBridge bridge(loop);
  const Pipe first;
  const Pipe second;
  const int fd = ::dup(first.ends[0]);
  loop.add_reader(fd, [] {});
  spin_briefly();
  QCOMPARE(::dup2(second.ends[0], fd), fd);
  std::string text;
  loop.add_reader(fd, [&] { text += second.read(); });
  second.write("new");
  QVERIFY(spin_until([&] { return text == "new"; }));
  loop.remove_reader(fd);
  ::close(fd);
}

QTEST_GUILESS_MAIN(DescriptorTest)
#include "descriptor_test.moc"
