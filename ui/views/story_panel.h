// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

#include <loopscope/ui/views/story.h>

class QLabel;
class QScrollArea;
class QToolButton;

namespace loopscope::ui {

/// The story of the running demo: what happens on the left, what to try on the right. It can be
/// folded to its title.
class StoryPanel : public QWidget {
  Q_OBJECT

 public:
  explicit StoryPanel(QWidget* parent = nullptr);

  void setStory(const Story& story);
  bool isUnfolded() const { return unfolded_; }
  void setUnfolded(bool unfolded);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void unfoldedChanged(bool unfolded);

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fitHeight();
  void elideTitle();

  QToolButton* fold_;
  QLabel* happens_;
  QLabel* to_try_;
  QWidget* texts_;
  QScrollArea* scroll_;
  QString title_;
  bool unfolded_ = true;
};

}  // namespace loopscope::ui
