// SPDX-License-Identifier: MIT
#include <QTest>

#include <random>

#include <loopscope/ui/models/due_model.h>
#include <loopscope/ui/models/firing_model.h>
#include <loopscope/ui/models/object_filter_model.h>
#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <tests/sanitized.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

/// A store must bear any records: recordings may be broken, and a peer may lie.
class StoreGarbageTest : public QObject {
  Q_OBJECT

  std::mt19937_64 random;

  std::uint64_t number() {
    switch (random() % 8) {
      case 0: return random();
      case 1: return 0;
      default: return random() % 40;
    }
  }

  Record garbage() {
    Record record;
    record.sequence = random() % 4 == 0 ? random() : 0;
    record.time = static_cast<std::int64_t>(number());
    record.steady = static_cast<std::int64_t>(number());
    record.iteration = number();
    record.object = number();
    record.other = number();
    record.value = number();
    record.ticket = number();
    record.kind = static_cast<RecordKind>(random() % 42);
    record.detail = static_cast<std::uint16_t>(random() % 8 == 0 ? random() : random() % 5);
    record.thread = static_cast<ThreadId>(number());
    record.text = static_cast<TextId>(number());
    record.text2 = static_cast<TextId>(number());
    return record;
  }

  static void readAll(const Store& store) {
    std::size_t count = 0;
    std::size_t present = 0;
    for (auto* row = store.firstObject(); row; row = Store::nextObject(*row)) {
      QVERIFY(store.object(row->id) == row);
      QVERIFY(row->awaited == 0 || store.object(row->awaited));
      QCOMPARE(store.waiters(*row).size(), row->waiterCount);
      (void)valueText(store, *row);
      ++count;
      present += row->state == ObjectState::present;
    }
    QCOMPARE(count, store.objectCount());
    QCOMPARE(store.status().pending + store.status().done + present, count);
    for (std::uint64_t n = store.firstFiring(); n < store.nextFiring(); ++n) {
      const FiringEntry& entry = *store.firing(n);
      QCOMPARE(entry.number, n);
      QVERIFY(!explainFiring(store, entry).empty());
      (void)outcomeText(entry);
    }
    for (const DueEntry* one : store.due(1000)) QVERIFY(!one->unscheduled);
  }

 private slots:
  void garbageIsBorneAndBounded_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < (loopscope::test::sanitized ? 2 : 8); ++seed)
      QTest::addRow("seed %d", seed) << seed;
  }

  void garbageIsBorneAndBounded() {
    QFETCH(int, seed);
    random.seed(static_cast<std::uint64_t>(seed));
    Store store;
    store.setRetention(20);
    store.setFiringLimit(50);
    ObjectTreeModel tree(nullptr, 3);
    ObjectFilterModel filter;
    filter.setSourceModel(&tree);
    filter.setFilterText("state:pending");
    FiringModel firing;
    DueModel due;
    for (int frame = 0; frame < 300; ++frame) {
      std::vector<Record> records(random() % 100);
      for (Record& record : records) record = garbage();
      store.feed(records);
      tree.apply(store);
      firing.apply(store);
      due.apply(store);
      readAll(store);
      QVERIFY(store.status().done <= 20);
      QVERIFY(firing.rowCount() <= 50);
      for (int row = 0; row < tree.rowCount(); ++row) {
        for (int column = 0; column < ObjectTreeModel::ColumnCount; ++column) {
          (void)tree.index(row, column).data();
          (void)tree.index(row, column).data(SortRole);
        }
        (void)tree.index(row, 0).data(Qt::ToolTipRole);
        (void)filter.rowCount(filter.index(row, 0));
      }
    }
  }
};

QTEST_MAIN(StoreGarbageTest)
#include "store_garbage_test.moc"
