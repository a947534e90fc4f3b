// SPDX-License-Identifier: MIT
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <QTest>

#include <loopscope/threads.h>
#include <tests/engine/inspected_loop.h>

using namespace loopscope;
using namespace loopscope::test;

class InspectorAttachTest : public QObject {
  Q_OBJECT

  QuietLog quiet_;

 private slots:
  void attachingInTheMiddleTellsWhatThereIs() {
    Loop loop(std::make_unique<VirtualClock>());
    auto answer = loop.create_future<int>("answer");
    answer.add_done_callback(named("log", [] {}));
    const auto inner = loop.create_task_with({.name = "inner"}, plus_one, answer);
    const auto outer = loop.create_task_with({.name = "outer"},
                                             [inner]() -> Coro<int> { co_return co_await inner; });
    loop.call_soon(named("stop", [&loop] { loop.stop(); }));
    loop.run_forever();
    loop.call_soon(named("due", [] {}));
    Inspector inspector(loop);
    RecordReader reader(inspector.journal());
    Words words = reader.words();
    std::erase_if(words, [](const std::string& word) { return word.starts_with("created"); });
    expect(words, {"named answer", "named inner", "named outer", "callback_added answer log",
                   "awaiting inner answer", "awaiting outer inner", "scheduled due", "running"});
  }

  void aFutureFromBeforeTheInspectorIsMetWhenSomethingHappensToIt() {
    Loop loop(std::make_unique<VirtualClock>());
    const auto old = loop.create_future<int>();
    Inspector inspector(loop);
    RecordReader reader(inspector.journal());
    expect(reader.words(), {"running"});
    old.set_result(1);
    Words words = reader.words();
    words.erase(words.begin());
    QCOMPARE(words.size(), std::size_t(1));
    QVERIFY(words[0].starts_with("result"));
  }

  void aNamedFutureThatNobodyAwaitsIsTold() {
    Loop loop(std::make_unique<VirtualClock>());
    const auto old = loop.create_future<int>("old");
    Inspector inspector(loop);
    RecordReader reader(inspector.journal());
    expect(reader.words(), {"created old int", "named old", "running"});
  }

  void aSnapshotThatIsLargerThanTheRingComesInPages() {
    Loop loop(std::make_unique<VirtualClock>());
    std::vector<Future<int>> futures;
    std::vector<Task<int>> tasks;
    for (int i = 0; i < 1000; ++i) {
      futures.push_back(loop.create_future<int>("f" + std::to_string(i)));
      tasks.push_back(loop.create_task(plus_one(futures.back())));
    }
    loop.stop();
    loop.run_forever();
    Inspector inspector(loop, {.journal_slots = 256});
    RecordReader reader(inspector.journal());
    std::set<inspect::ObjectId> created;
    std::set<inspect::ObjectId> awaiting;
    int pages = 0;
    while (reader.snapshots == 0 && ++pages < 1000) {
      for (const RecordReader::Entry& entry : reader.read()) {
        if (entry.kind == RecordKind::created) created.insert(entry.object);
        if (entry.kind == RecordKind::awaiting) awaiting.insert(entry.object);
      }
      inspector.port()->continue_snapshot();
      loop.stop();
      loop.run_forever();
    }
    QVERIFY(pages > 10);
    QCOMPARE(created.size(), std::size_t(2000));
    QCOMPARE(awaiting.size(), std::size_t(1000));
    QCOMPARE(reader.dropped, std::uint64_t(0));
    QVERIFY(!inspector.port()->snapshot_waits());
  }

  void theProgramGoesOnWhileASnapshotWaits() {
    Loop loop(std::make_unique<VirtualClock>());
    std::vector<Future<int>> futures;
    for (int i = 0; i < 1000; ++i)
      futures.push_back(loop.create_future<int>("f" + std::to_string(i)));
    Inspector inspector(loop, {.journal_slots = 256});
    RecordReader reader(inspector.journal());
    QVERIFY(inspector.port()->snapshot_waits());
    futures[500].set_result(1);  // settled, and
    futures[999] = {};           // gone, before they were told of
    std::map<inspect::ObjectId, std::string> last;
    for (int turns = 0; reader.snapshots == 0 && turns < 1000; ++turns) {
      for (const RecordReader::Entry& entry : reader.read())
        if (entry.object != 0) last[entry.object] = kind_name(entry.kind);
      loop.stop();  // each iteration tells another page
      loop.call_soon([] {});
      loop.run_forever();
    }
    QCOMPARE(reader.snapshots, std::uint64_t(1));
    QCOMPARE(last[futures[500].id()], std::string("result"));
    QCOMPARE(last[futures[0].id()], std::string("named"));
  }

  void detachingInTheMiddleLeavesTheLoopAlone() {
    Loop loop(std::make_unique<VirtualClock>());
    auto inspector = std::make_unique<Inspector>(loop);
    const auto port = inspector->port();
    int ran = 0;
    loop.call_soon([&] { inspector.reset(); });
    loop.call_soon([&] { ++ran; });
    loop.call_soon([&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(ran, 1);
    QVERIFY(!loop.core().observer());
    QVERIFY(!port->is_open());
    const Inspector again(loop);  // and it may be inspected again
  }

  void aLoopHasOneInspectorAtATime() {
    Loop loop;
    const Inspector inspector(loop);
    QVERIFY_EXCEPTION_THROWN(Inspector{loop}, RuntimeError);
  }

  void aFullRingDropsCountsAndShowsTheGap() {
    Fixture f({.loop_name = "small", .journal_slots = 64});
    for (int i = 0; i < 1000; ++i) f.loop.call_soon(named("x", [] {}));
    f.reader.read();
    QCOMPARE(f.reader.dropped, std::uint64_t(0));  // not told yet: there was no room
    f.loop.stop();
    f.loop.run_forever();
    f.reader.read();
    f.loop.call_soon(named("y", [] {}));
    const auto entries = f.reader.read();
    QVERIFY(!entries.empty());
    QCOMPARE(entries[0].kind, RecordKind::gap);
    QVERIFY(f.reader.dropped > 2900);
    QCOMPARE(f.reader.holes, std::uint64_t(0));  // every number is accounted for
    QCOMPARE(f.reader.unknown_texts, std::uint64_t(0));
    QCOMPARE(f.reader.unknown_threads, std::uint64_t(0));
  }

  void textsThatWereDroppedAreSentAgain() {
    Fixture f({.loop_name = "small", .journal_slots = 64});
    for (int round = 0; round < 200; ++round) {
      for (int i = 0; i < round % 40; ++i) {
        const auto future = f.loop.create_future<std::string>("future " + std::to_string(i % 7));
        future.set_result(std::string(static_cast<std::size_t>(i) * 20, 'x'));
      }
      f.reader.read();
    }
    QVERIFY(f.reader.dropped > 0);
    QCOMPARE(f.reader.holes, std::uint64_t(0));
    QCOMPARE(f.reader.unknown_texts, std::uint64_t(0));
  }

  void aLongTextIsCutAndSaysSo() {
    Fixture f;
    const auto future = f.loop.create_future<std::string>("long");
    std::string value;
    while (value.size() < 100'000) value += "ä";
    f.reader.read();
    future.set_result(value);
    const auto results = f.reader.read(RecordKind::result);
    QCOMPARE(results.size(), std::size_t(1));
    QVERIFY(results[0].text1.size() < 8300);
    QVERIFY(results[0].text1.ends_with("… (100002 bytes in all)"));
    QCOMPARE(QString::fromStdString(results[0].text1).toUtf8().toStdString(), results[0].text1);
  }

  void moreTextsThanTheCacheHoldsAreStillKnown() {
    Fixture f;
    for (int i = 0; i < 30'000; ++i) {
      const auto future = f.loop.create_future<int>("name " + std::to_string(i));
      if (i % 1000 == 0) f.reader.read();
    }
    f.reader.read();
    QCOMPARE(f.reader.unknown_texts, std::uint64_t(0));
    QCOMPARE(f.reader.dropped, std::uint64_t(0));
  }

  void timesNeverGoBack() {
    Loop loop;
    Inspector inspector(loop);
    RecordReader reader(inspector.journal());
    std::int64_t last = 0;
    const auto before = std::chrono::steady_clock::now().time_since_epoch().count();
    for (int round = 0; round < 40; ++round) {
      for (int i = 0; i < 2000; ++i) loop.call_soon(named("x", [] {}));
      loop.stop();
      loop.run_forever();
      for (const auto& entry : reader.read()) {
        QVERIFY(entry.steady >= last);
        QCOMPARE(entry.time, entry.steady);
        last = entry.steady;
      }
    }
    const auto after = std::chrono::steady_clock::now().time_since_epoch().count();
    QVERIFY(last >= before);
    QVERIFY(last <= after + 1'000'000);
  }
};

QTEST_GUILESS_MAIN(InspectorAttachTest)
#include "inspector_attach_test.moc"
