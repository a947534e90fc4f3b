// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

class QLineEdit;
class QSplitter;
class QTreeWidget;
class QTreeWidgetItem;
class QUrl;

namespace loopscope::ui {

class HelpBrowser;
class InkLabel;

/// The documentation: contents at the left, a page at the right, a search through all of it above.
/// Not modal; works beside the inspector.
class HelpWindow : public QDialog {
  Q_OBJECT

 public:
  explicit HelpWindow(QWidget* parent = nullptr);

  /// Shows a page, "task.md" or "window.md#filter", and the window.
  void showPage(const QString& page);

  /// Its size, and how it is divided.
  QByteArray saveLayout() const;
  void restoreLayout(const QByteArray& layout);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QWidget* makeBar();
  void fillContents();
  void connectAll();
  void pageChanged(const QUrl& url);
  void search();
  void goToNextMatch();
  QTreeWidgetItem* itemOf(const QString& file) const;
  QList<QTreeWidgetItem*> matches() const;

  QSplitter* parts_;
  QTreeWidget* contents_;
  HelpBrowser* browser_;
  QLineEdit* search_;
  InkLabel* count_;
  QString page_;  ///< the file that is shown
};

}  // namespace loopscope::ui
