// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <vector>

#include <QWidget>

#include <loopscope/ui/views/details_text.h>

class QLabel;
class QLayout;
class QStackedWidget;

namespace loopscope::ui {

class CallbackList;
class InkLabel;

/// What is known of the selected object. Only what has changed is written anew, so that a selection
/// of text and the scroll position last.
class DetailsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit DetailsPanel(QWidget* parent = nullptr);

  /// Null: no loop.
  void refresh(const Store* store, const std::vector<ObjectId>& selected);

 Q_SIGNALS:
  void objectRequested(loopscope::ui::ObjectId id);
  void entryRequested(quint64 number);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Line {
    QLabel* title = nullptr;
    QLabel* html = nullptr;
  };

  QWidget* makeObject();
  QLayout* makeHead(QWidget* page);
  QLayout* makeLines(QWidget* page);
  void showHint(const QString& text);
  void showObject(const Store& store, const ObjectRow& row);
  void showLines(const Store& store, const ObjectRow& row);
  static QString severalText(const Store& store, const std::vector<ObjectId>& selected);

  QStackedWidget* pages_;
  InkLabel* hint_;
  QLabel* glyph_;
  QLabel* name_;
  QLabel* headline_;
  std::array<Line, static_cast<std::size_t>(DetailLine::Subject::count_)> lines_;
  QLabel* callbacks_title_;
  CallbackList* callbacks_;
  int glyph_state_ = -1;
};

}  // namespace loopscope::ui
