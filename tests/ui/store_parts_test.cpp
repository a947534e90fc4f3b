// SPDX-License-Identifier: MIT
#include <QTest>

#include <random>
#include <string>
#include <unordered_map>

#include <loopscope/ui/store/due_queue.h>
#include <loopscope/ui/store/id_map.h>
#include <loopscope/ui/store/text_table.h>
#include <loopscope/ui/store/thread_names.h>
#include <loopscope/ui/store/timer_table.h>
#include <loopscope/ui/store/words.h>

using namespace loopscope::ui;

class StorePartsTest : public QObject {
  Q_OBJECT

  static DueEntry due(loopscope::inspect::Ticket ticket) {
    DueEntry entry;
    entry.ticket = ticket;
    return entry;
  }

 private slots:
  void aMapHoldsWhatAStandardMapHolds() {
    IdMap<int> map;
    std::unordered_map<std::uint64_t, int> right;
    std::mt19937 random(1);
    for (int step = 0; step < 200'000; ++step) {
      const std::uint64_t key = 1 + random() % 3000;
      if (random() % 2 != 0) {
        map[key] = right[key] = step;
      } else {
        QCOMPARE(map.erase(key), right.erase(key) == 1);
      }
    }
    QCOMPARE(map.size(), right.size());
    for (std::uint64_t key = 0; key <= 3001; ++key) {
      const int* value = map.find(key);
      QCOMPARE(value != nullptr, right.contains(key));
      if (value) QCOMPARE(*value, right[key]);
    }
    std::size_t visited = 0;
    map.forEach([&](std::uint64_t key, int value) { visited += right[key] == value; });
    QCOMPARE(visited, right.size());
  }

  void copiesOfATextShareIt() {
    Text a("hello");
    QVERIFY(a.unique());
    const Text b = a;
    QVERIFY(!a.unique());
    a = Text();
    QVERIFY(a.empty() && b.unique());
    QCOMPARE(b.string(), std::string("hello"));
  }

  void textsThatNobodyUsesAreForgottenFirst() {
    TextTable table(100, 1 << 20);
    table.add(1, "kept");
    const Text kept = table[1];
    for (loopscope::inspect::TextId id = 2; id < 10'000; ++id) {
      table.add(id, "text " + std::to_string(id));
      QVERIFY(!table[2].empty());  // in use all the time
    }
    QVERIFY(table.size() <= 101);
    QCOMPARE(table[1].string(), std::string("kept"));
    QCOMPARE(table[2].string(), std::string("text 2"));
    QCOMPARE(table[9'999].string(), std::string("text 9999"));
    QCOMPARE(table[50].string(), std::string("(text lost)"));
    QVERIFY(table[0].empty());
  }

  void bigTextsCountByTheirBytes() {
    TextTable table(1000, 10'000);
    for (loopscope::inspect::TextId id = 1; id < 100; ++id) table.add(id, std::string(1000, 'x'));
    QVERIFY(table.size() <= 11);
  }

  void aDueQueueCountsWhatIsBeyondItsLimit() {
    DueQueue queue(10);
    for (loopscope::inspect::Ticket t = 1; t <= 100; ++t) queue.schedule(due(t));
    QCOMPARE(queue.size(), std::size_t(100));
    QCOMPARE(queue.first(50).size(), std::size_t(10));
    (void)queue.unschedule(60);
    QCOMPARE(queue.size(), std::size_t(99));
    for (loopscope::inspect::Ticket t = 1; t <= 50; ++t) (void)queue.begin(t);
    QCOMPARE(queue.size(), std::size_t(50));  // which of them was cancelled is not known
    queue.schedule(due(101));
    QCOMPARE(queue.begin(100).ticket, loopscope::inspect::Ticket(0));
    QCOMPARE(queue.size(), std::size_t(1));
    QCOMPARE(queue.begin(101).ticket, loopscope::inspect::Ticket(101));
    QCOMPARE(queue.size(), std::size_t(0));
  }

  void cancelledCallsDoNotPileUp() {
    DueQueue queue;
    queue.schedule(due(1));
    for (loopscope::inspect::Ticket t = 2; t <= 100'000; ++t) {
      queue.schedule(due(t));
      QCOMPARE(queue.unschedule(t).ticket, t);
    }
    QCOMPARE(queue.size(), std::size_t(1));
    QCOMPARE(queue.unschedule(7).ticket, loopscope::inspect::Ticket(0));
    QCOMPARE(queue.begin(1).ticket, loopscope::inspect::Ticket(1));
  }

  void threadNamesAreForgottenOldestFirst() {
    ThreadNames names;
    for (ThreadId thread = 1; thread <= 5000; ++thread) names.set(thread, Text("t"));
    QCOMPARE(names.name(5000), std::string("t"));
    QCOMPARE(names.name(1), std::string("thread 1"));
  }

  void timersGoWhenTheyFireAreCancelledOrShouldHaveFired() {
    TimerTable timers;
    for (std::uint64_t n = 1; n <= 4; ++n)
      timers.set({n, static_cast<std::int64_t>(n) * 100, {}, 0});
    timers.fired(1);
    QCOMPARE(timers.waiting(), std::size_t(3));
    QCOMPARE(timers.take(1), 100);
    QCOMPARE(timers.take(1), -1);
    timers.cancelled(2);
    timers.expire(350);
    QCOMPARE(timers.waiting(), std::size_t(1));
    QCOMPARE(timers.take(4), 400);
  }

  void durationsReadWell() {
    QCOMPARE(durationText(-1), std::string());
    QCOMPARE(durationText(0), std::string("0 ns"));
    QCOMPARE(durationText(999), std::string("999 ns"));
    QCOMPARE(durationText(200'000), std::string("200 µs"));
    QCOMPARE(durationText(3'100'000'000), std::string("3.10 s"));
    QCOMPARE(durationText(125'000'000'000), std::string("2 min 5 s"));
    QCOMPARE(grouped(1'234'567), std::string("1,234,567"));
  }
};

QTEST_MAIN(StorePartsTest)
#include "store_parts_test.moc"
