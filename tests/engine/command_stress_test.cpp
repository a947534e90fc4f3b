// SPDX-License-Identifier: MIT
#include <QTest>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <loopscope/inspect/inspector.h>
#include <tests/engine/record_reader.h>

using namespace loopscope;
using inspect::Command;
using inspect::CommandKind;
using inspect::Inspector;
using inspect::RecordKind;
using test::RecordReader;

/// Commands and posts from many threads while the loop runs in a thread of its own.
class CommandStressTest : public QObject {
  Q_OBJECT

 private slots:
  void everyCommandIsAnsweredOnceWhileAMillionPostsArrive() {
    constexpr int threads = 8;
    constexpr int posts = 125'000;
    constexpr int commands = 200;
    Loop loop;
    Inspector inspector(loop);
    RecordReader reader(inspector.journal());
    const LoopDoor door = loop.door();
    std::uint64_t ran = 0;  // the loop's thread's
    std::jthread runner([&loop] { loop.run_forever(); });

    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i)
      workers.emplace_back([&] {
        for (int post = 0; post < posts; ++post) {
          door.call_soon_threadsafe([&ran] { ++ran; });
          if (post % (posts / commands) != 0) continue;
          Command command{.kind = CommandKind::create_future, .text = "int"};
          command.number = inspector.port()->new_command_number();
          inspector.submit(command);
        }
      });

    std::vector<int> answered(threads * commands + 1);
    std::atomic<bool> stopped{false};
    const auto read = [&] {
      for (const auto& answer : reader.read(RecordKind::outcome)) ++answered.at(answer.other);
    };
    std::jthread ender([&] {
      for (std::jthread& worker : workers) worker.join();
      door.call_soon_threadsafe([&loop] { loop.stop(); });
      runner.join();
      stopped = true;
    });
    while (!stopped) read();
    ender.join();
    // What was posted behind the stop has its turn now.
    while (ran < std::uint64_t(threads) * posts) {
      loop.stop();
      loop.run_forever();
      read();
    }
    read();
    QCOMPARE(ran, std::uint64_t(threads) * posts);
    for (std::size_t number = 1; number < answered.size(); ++number) QCOMPARE(answered[number], 1);
    QCOMPARE(reader.holes, std::uint64_t(0));
  }
};

QTEST_APPLESS_MAIN(CommandStressTest)
#include "command_stress_test.moc"
