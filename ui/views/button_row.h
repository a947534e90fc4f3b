// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace loopscope::ui {

/// A row of tool buttons and other widgets. Where it is too narrow for the buttons' texts it shows
/// their icons only; names and tool tips stay.
class ButtonRow : public QWidget {
  Q_OBJECT

 public:
  explicit ButtonRow(QWidget* parent = nullptr);

  void add(QToolButton* button);
  void add(QWidget* widget, int stretch);
  void addStretch();
  void addSpacing(int size);
  void addSeparator();

  QSize minimumSizeHint() const override;

 protected:
  bool event(QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void setCompact(bool compact);
  void fit();
  int textWidths() const;
  static int textWidth(QToolButton* button);

  QHBoxLayout* layout_;
  struct Button {
    QToolButton* button;
    int text_width;  ///< how much wider it is with its text
  };

  std::vector<Button> buttons_;
  bool compact_ = false;
};

}  // namespace loopscope::ui
