// SPDX-License-Identifier: MIT
#pragma once

#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <loopscope/app/demo.h>
#include <loopscope/app/demo_stage.h>
#include <loopscope/app/file_opener.h>
#include <tests/ui/window_fixture.h>

namespace loopscope::app::test {

/// The program's window with its demos, driven as a person would: by clicks and keys.
class DemoWindow {
 public:
  /// Without settings nothing is remembered.
  explicit DemoWindow(QSettings* settings = nullptr) : opener_(window_, stage_, settings) {
    window_.resize(1400, 900);
    window_.show();
    window_.activateWindow();
    static_cast<void>(QTest::qWaitForWindowActive(&window_));
  }

  void start(const QString& demo) {
    auto* box = described<QComboBox>("Demo");
    box->setCurrentIndex(box->findData(demo));
    press("Start demo");
  }

  /// Starts one that begins paused, and lets it run.
  void startAndRun(const QString& demo) {
    start(demo);
    QTRY_VERIFY(find<QToolButton>("Run")->isEnabled());
    press("Run");
  }

  void press(const QString& button) {
    QTest::mouseClick(find<QToolButton>(button), Qt::LeftButton);
  }

  /// A key that means something wherever the focus is.
  void pressKey(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(&window_, key, modifiers);
  }

  ui::InspectorWindow& window() { return window_; }

  QAction* action(const QString& text) const {
    for (QAction* action : window_.findChildren<QAction*>())
      if (action->text() == text) return action;
    return nullptr;
  }

  /// Types into an empty field, ends with Return when asked to.
  void type(const QString& field, const QString& text) {
    auto* line = find<QLineEdit>(field);
    line->setFocus();
    line->selectAll();
    QTest::keyClick(line, Qt::Key_Delete);
    QTest::keyClicks(line, text);
  }

  /// Clicks the row of the tree with this name.
  void select(const QString& name) {
    const QModelIndex index = row(name);
    QTreeView* tree = ui::test::treeOf(window_);
    tree->scrollTo(index);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, Qt::NoModifier,
                      tree->visualRect(index).center());
  }

  /// Text of the tree's row in a column; empty when there is no such row.
  QString cell(const QString& name, const QString& column) const {
    const QModelIndex index = row(name);
    if (!index.isValid()) return {};
    return index.siblingAtColumn(columnOf(index.model(), column)).data().toString();
  }

  /// A column of "Firing order" or "Due next", top to bottom.
  QStringList column(const QString& table, const QString& header) const {
    const QAbstractItemModel* model = find<QTableView>(table)->model();
    QStringList texts;
    for (int i = 0; i < model->rowCount(); ++i)
      texts << model->index(i, columnOf(model, header)).data().toString();
    return texts;
  }

  /// What the demo has printed so far.
  QStringList printed() const {
    const QStringList what = column("Firing order", "What");
    const QStringList outcome = column("Firing order", "Outcome");
    QStringList lines;
    for (qsizetype i = 0; i < what.size(); ++i)
      if (what[i] == "prints") lines << outcome[i];
    return lines;
  }

  bool hasPrinted(const QString& line) const { return printed().contains(line); }

  template <class Widget>
  Widget* find(const QString& name) const {
    return ui::test::named<Widget>(window_, name);
  }

  template <class Widget>
  Widget* described(const QString& description) const {
    for (Widget* widget : window_.findChildren<Widget*>())
      if (widget->accessibleDescription() == description) return widget;
    return nullptr;
  }

 private:
  QModelIndex row(const QString& name) const {
    const QAbstractItemModel* model = ui::test::treeOf(window_)->model();
    QList<QModelIndex> parents{QModelIndex()};
    while (!parents.isEmpty()) {
      const QModelIndex parent = parents.takeFirst();
      for (int i = 0; i < model->rowCount(parent); ++i) {
        const QModelIndex index = model->index(i, 0, parent);
        if (index.data().toString() == name) return index;
        parents << index;
      }
    }
    return {};
  }

  static int columnOf(const QAbstractItemModel* model, const QString& header) {
    for (int i = 0; i < model->columnCount(); ++i)
      if (model->headerData(i, Qt::Horizontal).toString() == header) return i;
    return -1;
  }

  ui::InspectorWindow window_{nullptr};
  DemoStage stage_{window_.inspector()};
  FileOpener opener_;
};

}  // namespace loopscope::app::test
