// SPDX-License-Identifier: MIT
#pragma once

#include <QTreeWidget>

#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

/// The callbacks of an object, in the order in which they were added, each with what became of it.
/// As high as its contents, up to some rows.
class CallbackList : public QTreeWidget {
  Q_OBJECT

 public:
  explicit CallbackList(QWidget* parent = nullptr);

  /// Cheap when nothing has changed since the last call.
  void showCallbacks(const ObjectRow& row);
  bool isEmpty() const { return topLevelItemCount() == 0; }

 Q_SIGNALS:
  /// A person wants to see the entry of the firing order that ran a callback.
  void entryRequested(quint64 number);

 private:
  void addCallback(std::size_t place, const CallbackRow& callback);
  void fitHeight();

  QString shown_;
};

}  // namespace loopscope::ui
