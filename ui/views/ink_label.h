// SPDX-License-Identifier: MIT
#pragma once

#include <QLabel>

#include <loopscope/ui/views/theme.h>

namespace loopscope::ui {

/// A label in one of the theme's inks that stays right when the palette changes.
class InkLabel : public QLabel {
  Q_OBJECT

 public:
  explicit InkLabel(Ink ink, QWidget* parent = nullptr);

  void setInk(Ink ink);

  /// Like setText(), without a new layout when the text is the same.
  void show(const QString& text);
  using QLabel::show;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void recolor();

  Ink ink_;
};

/// A label for a message about what a person just did: a warning sign and the reason, or nothing.
class ErrorLabel : public InkLabel {
  Q_OBJECT

 public:
  /// `description` is the accessible description by which it is found; its name is its text.
  explicit ErrorLabel(const QString& description, QWidget* parent = nullptr);

  /// Nothing takes no room, while the label stays where a screen reader finds it.
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  int heightForWidth(int width) const override;
};

/// A heading of a part of the window.
QLabel* makeHeading(const QString& text, QWidget* parent);

}  // namespace loopscope::ui
