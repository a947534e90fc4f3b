// SPDX-License-Identifier: MIT
#include <QAbstractItemModelTester>
#include <QTest>

#include <algorithm>
#include <memory>
#include <random>

#include <loopscope/ui/models/object_filter_model.h>
#include <loopscope/ui/store/words.h>
#include <tests/sanitized.h>
#include <tests/ui/tree_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;
using loopscope::test::sanitized;

class RandomTreeModelTest : public QObject, private TreeFixture {
  Q_OBJECT

 private slots:
  void cleanup() { drop(); }

  void randomStreamsGiveTheTreeThatABuildFromScratchGives_data() {
    QTest::addColumn<int>("depthLimit");
    QTest::addColumn<int>("retention");
    for (int seed = 0; seed < (sanitized ? 4 : 16); ++seed) {
      QTest::addRow("seed %d", seed) << std::vector{1, 2, 3, 64}[static_cast<std::size_t>(seed % 4)]
                                     << std::vector{0, 3, 1000}[static_cast<std::size_t>(seed % 3)];
    }
  }

  void randomStreamsGiveTheTreeThatABuildFromScratchGives() {
    QFETCH(int, depthLimit);
    QFETCH(int, retention);
    make(depthLimit);
    store->setRetention(static_cast<std::size_t>(retention));
    ObjectFilterModel filter;
    filter.setSourceModel(model.get());
    QAbstractItemModelTester filterTester(&filter,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    std::mt19937 random(static_cast<unsigned>(QByteArray(QTest::currentDataTag()).mid(5).toInt()));
    const std::vector<QString> filters{
        "", "kind:future", "state:done", "name:3", "-name:1 state:pending", "error", "age>3ms"};
    for (int frame = 0; frame < 80; ++frame) {
      writeRandomRecords(random);
      if (random() % 20 == 0) store->clearFinished();
      if (random() % 8 == 0) {
        QCOMPARE(filter.setFilterText(filters[random() % filters.size()]), QString());
      }
      apply();
      filter.refreshAges();
      ObjectTreeModel fresh(nullptr, depthLimit);
      fresh.apply(*store);
      const QStringList shown = printTree(*model, {0, 2, 3});
      const QStringList right = printTree(fresh, {0, 2, 3});
      QCOMPARE(shown, right);
      ObjectFilterModel freshFilter;
      freshFilter.setSourceModel(&fresh);
      freshFilter.setFilterText(filterText(filter, filters));
      QCOMPARE(printTree(filter), printTree(freshFilter));
      checkAllShown();
    }
  }

 private:
  ObjectId newest_ = 0;

  QString filterText(const ObjectFilterModel& filter, const std::vector<QString>& filters) {
    for (const QString& text : filters) {
      const auto terms = Filter::parse(text)->terms();
      if (terms.size() == filter.filter().terms().size() &&
          std::equal(terms.begin(), terms.end(), filter.filter().terms().begin(),
                     [](const FilterTerm& a, const FilterTerm& b) {
                       return a.kind == b.kind && a.text == b.text && a.states == b.states;
                     })) {
        return text;
      }
    }
    return {};
  }

  /// Every object is somewhere in the tree.
  void checkAllShown() {
    for (auto* row = store->firstObject(); row; row = Store::nextObject(*row)) {
      const QModelIndex index = model->indexOf(row->id);
      QVERIFY(index.isValid());
      QCOMPARE(index.data(ObjectIdRole).toULongLong(), row->id);
    }
  }

  void writeRandomRecords(std::mt19937& random) {
    if (stream.now == 0) newest_ = 0;
    stream.now += 1'000'000;
    for (int n = static_cast<int>(random() % 12); n >= 0; --n) {
      const ObjectId some = newest_ ? 1 + random() % newest_ : 0;
      const ObjectId other = newest_ ? newest_ - random() % std::min<ObjectId>(newest_, 12) : 0;
      switch (random() % 10) {
        case 0:
          ++newest_;
          stream.future(newest_, "f" + std::to_string(newest_));
          break;
        case 1:
        case 2:
          ++newest_;
          stream.task(newest_, "t" + std::to_string(newest_));
          break;
        case 3:
        case 4:
        case 5: stream.awaiting(other, some); break;
        case 6: stream.resumed(other, 0); break;
        case 7: stream.result(some, "1"); break;
        case 8: stream.error(other, "ValueError", "x"); break;
        case 9:
          if (random() % 8 == 0) stream.skipSequence(2);
          stream.destroyed(some);
          break;
      }
    }
  }
};

QTEST_MAIN(RandomTreeModelTest)
#include "random_tree_model_test.moc"
