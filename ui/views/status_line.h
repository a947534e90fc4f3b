// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QTimer>
#include <QWidget>

#include <loopscope/ui/views/theme.h>

class QLabel;

namespace loopscope::ui {

class InkLabel;
class Store;

/// The line at the bottom: how the loop stands, how the program ended, what was lost, and news about what
/// a person did.
class StatusLine : public QWidget {
  Q_OBJECT

 public:
  explicit StatusLine(QWidget* parent = nullptr);

  /// Null: no loop.
  void refresh(const Store* store);

  /// Shown for some seconds.
  void showNews(const QString& text, bool bad);
  void clearNews();

  /// How the program has ended: shown until it is set to something else, or to nothing.
  void showOutcome(const QString& text, bool bad);

  /// What a menu entry does, beside the status until it is set to nothing.
  void showHint(const QString& text);

  /// The whole line, in words: "Paused · 3 pending · 12 done · …".
  static QString statusText(const Store& store);

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void showElided(InkLabel& label, const QString& text, Ink ink);
  void showLost(const Store* store);
  void showMode(const Store* store);

  QLabel* mode_;
  QLabel* status_;
  InkLabel* lost_;
  InkLabel* outcome_;
  InkLabel* news_;
  InkLabel* hint_;
  QString mode_icon_;
  QTimer news_end_;
};

}  // namespace loopscope::ui
