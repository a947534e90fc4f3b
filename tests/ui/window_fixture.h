// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QTest>
#include <QTreeView>

#include <loopscope/ui/views/inspector_widget.h>
#include <loopscope/ui/views/inspector_window.h>
#include <tests/ui/scene.h>

namespace loopscope::ui::test {

/// The widget of this accessible name, null when there is none.
template <class Widget>
Widget* named(const QWidget& window, const QString& name) {
  for (Widget* widget : window.findChildren<Widget*>())
    if (widget->accessibleName() == name) return widget;
  return nullptr;
}

inline QTreeView* treeOf(const QWidget& window) {
  return named<QTreeView>(window, "Futures and tasks");
}

/// A window that shows the scene, and ways to find its parts as a screen reader does.
struct Window {
  Window() {
    window.resize(1200, 800);
    window.inspector().setDemos({{"bridge", "A thread resolves a future"}, {"manual", "By hand"}});
    window.inspector().setSession(&session);
    window.show();
    playScene(session);
    tree = treeOf(window);
    window.activateWindow();
    static_cast<void>(QTest::qWaitForWindowActive(&window));
    if (tree) tree->setFocus();
  }
  ~Window() { window.inspector().setSession(nullptr); }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// By accessible name.
  template <class Widget>
  Widget* find(const QString& name) const {
    return named<Widget>(window, name);
  }

  /// By accessible description.
  template <class Widget>
  Widget* described(const QString& description) const {
    for (Widget* widget : window.findChildren<Widget*>())
      if (widget->accessibleDescription() == description) return widget;
    return nullptr;
  }

  /// The first row of the tree with this name.
  QModelIndex row(const QString& name) const {
    QList<QModelIndex> parents{QModelIndex()};
    while (!parents.isEmpty()) {
      const QModelIndex parent = parents.takeFirst();
      for (int i = 0; i < tree->model()->rowCount(parent); ++i) {
        const QModelIndex index = tree->model()->index(i, 0, parent);
        if (index.data().toString() == name) return index;
        parents << index;
      }
    }
    return {};
  }

  void select(const QString& name) const {
    tree->selectionModel()->setCurrentIndex(
        row(name), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  }

  /// In alphabetical order, with a space between two.
  QString selectedNames() const {
    QStringList names;
    for (const QModelIndex& selected : tree->selectionModel()->selectedRows())
      names << selected.data().toString();
    names.sort();
    return names.join(' ');
  }

  FakeSession session;
  InspectorWindow window{nullptr};
  QTreeView* tree = nullptr;
};

}  // namespace loopscope::ui::test
