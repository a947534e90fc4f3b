// SPDX-License-Identifier: MIT
#pragma once

#include <QLabel>

namespace loopscope::ui {

/// A line of plain text that ends in "…" where it does not fit, instead of asking for room. text()
/// stays whole, for a screen reader and the tool tip.
class ElidedLabel : public QLabel {
  Q_OBJECT

 public:
  explicit ElidedLabel(QWidget* parent = nullptr);

  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace loopscope::ui
