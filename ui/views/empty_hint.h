// SPDX-License-Identifier: MIT
#pragma once

#include <QLabel>

class QAbstractItemView;

namespace loopscope::ui {

/// A friendly text in the middle of a view that has nothing to show.
class EmptyHint : public QLabel {
  Q_OBJECT

 public:
  explicit EmptyHint(QAbstractItemView* view);

  /// An empty text hides the hint.
  void setHint(const QString& text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void recolor();
};

}  // namespace loopscope::ui
