// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace loopscope::ui {

/// A tinted bar that tells of something wrong in the observed program: what is wrong, and what would
/// be right. It stays until it is closed or replaced.
class Banner : public QFrame {
  Q_OBJECT

 public:
  explicit Banner(QWidget* parent = nullptr);

  /// Rich text; `action` labels a link that emits actionTriggered(), empty for none.
  void showMessage(const QString& title, const QString& text, const QString& action = {});
  QString title() const;

 Q_SIGNALS:
  void actionTriggered();
  void closed();

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel* icon_;
  QLabel* text_;
  QToolButton* close_;
  QString title_;
};

}  // namespace loopscope::ui
