// SPDX-License-Identifier: MIT
// The table of living objects, beside a std::map that is given the same.
#include <QtTest/QTest>

#include <map>
#include <random>

#include <loopscope/inspect/object_table.h>

using namespace loopscope;
using inspect::ObjectId;
using inspect::ObjectTable;

namespace {

detail::FutureState* state(ObjectId id) { return reinterpret_cast<detail::FutureState*>(id * 16); }

}  // namespace

class ObjectTableTest : public QObject {
  Q_OBJECT

 private slots:
  void itHoldsWhatAMapWouldHold() {
    std::mt19937 random(7);
    ObjectTable table;
    std::map<ObjectId, detail::FutureState*> expected;
    ObjectId newest = 0;
    const auto add = [&](ObjectId id) {
      table.add(id, state(id));
      expected[id] = state(id);
    };
    for (int round = 0; round < 20'000; ++round) {
      switch (random() % 5) {
        case 0: newest += random() % 200; [[fallthrough]];  // another loop took the numbers between
        case 1: add(++newest); break;
        case 2: add(1 + random() % (newest + 1)); break;  // met late, or known already
        default: {
          const ObjectId id = 1 + random() % (newest + 100);
          table.remove(id);
          expected.erase(id);
        }
      }
      QCOMPARE(table.size(), expected.size());
      const ObjectId asked = 1 + random() % (newest + 100);
      const auto found = expected.find(asked);
      QCOMPARE(table.find(asked), found == expected.end() ? nullptr : found->second);
    }
    std::map<ObjectId, detail::FutureState*> visited;
    table.for_each(
        [&](detail::FutureState& one) { visited[reinterpret_cast<ObjectId>(&one) / 16] = &one; });
    QVERIFY(visited == expected);
    table.clear();
    QCOMPARE(table.size(), std::size_t{0});
    QCOMPARE(table.find(newest), nullptr);
  }

  void aPageThatIsEmptiedAgainAndAgainGoesOn() {
    ObjectTable table;
    for (ObjectId id = 1; id < 1000; ++id) {
      table.add(id, state(id));
      QCOMPARE(table.find(id), state(id));
      table.remove(id);
      table.remove(id);  // nothing is there any more
      QCOMPARE(table.find(id), nullptr);
      QCOMPARE(table.size(), std::size_t{0});
    }
  }
};

QTEST_APPLESS_MAIN(ObjectTableTest)
#include "object_table_test.moc"
