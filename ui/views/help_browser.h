// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>
#include <QTextBrowser>

namespace loopscope::ui {

/// Shows one page of the help, with its links and history. Links out of it open on the desktop.
class HelpBrowser : public QTextBrowser {
  Q_OBJECT

 public:
  explicit HelpBrowser(QWidget* parent = nullptr);

  /// Marks every place where one of the words is; none to end that.
  void mark(const QStringList& words);

  /// Goes to the next marked place behind the cursor, or the first of all. False when there is none.
  bool goToNextMark();
  bool goToFirstMark();

 protected:
  void doSetSource(const QUrl& url, QTextDocument::ResourceType type) override;
  void changeEvent(QEvent* event) override;

 private:
  bool goToMark(int behind);
  void markAll();

  QStringList words_;
};

}  // namespace loopscope::ui
