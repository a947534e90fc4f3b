// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractItemModelTester>

#include <memory>

#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/store.h>
#include <tests/ui/model_printer.h>
#include <tests/ui/record_stream.h>

namespace loopscope::ui::test {

/// The tree of a store that a test fills with records; each change is checked by Qt's model tester.
class TreeFixture {
 protected:
  void make(int depthLimit = 64) {
    tester.reset();
    model = std::make_unique<ObjectTreeModel>(nullptr, depthLimit);
    tester = std::make_unique<QAbstractItemModelTester>(
        model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    store = std::make_unique<Store>();
    stream = RecordStream();
    apply();
  }

  void drop() {
    tester.reset();
    model.reset();
  }

  void apply() {
    store->feed(stream.take());
    model->apply(*store);
  }

  QStringList tree() const { return printTree(*model); }

  std::unique_ptr<Store> store;
  std::unique_ptr<ObjectTreeModel> model;
  std::unique_ptr<QAbstractItemModelTester> tester;
  RecordStream stream;
};

}  // namespace loopscope::ui::test
