// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/help_window.h>

#include <QAction>
#include <QDataStream>
#include <QHBoxLayout>
#include <QIODevice>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>
#include <QUrl>
#include <QVBoxLayout>

#include <loopscope/ui/views/help_browser.h>
#include <loopscope/ui/views/help_pages.h>
#include <loopscope/ui/views/icons.h>
#include <loopscope/ui/views/ink_label.h>
#include <loopscope/ui/views/table_look.h>

namespace loopscope::ui {
namespace {

constexpr int FileRole = Qt::UserRole;

QStringList wordsOf(const QString& text) { return text.split(u' ', Qt::SkipEmptyParts); }

}  // namespace

HelpWindow::HelpWindow(QWidget* parent)
    : QDialog(parent, Qt::Window),
      parts_(new QSplitter(this)),
      contents_(new QTreeWidget),
      browser_(new HelpBrowser) {
  setWindowTitle(tr("Help"));
  setWindowIcon(applicationIcon());
  parts_->addWidget(contents_);
  parts_->addWidget(browser_);
  parts_->setChildrenCollapsible(false);
  parts_->setStretchFactor(1, 1);
  parts_->setSizes({230, 750});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 8, 8, 8);
  layout->setSpacing(6);
  layout->addWidget(makeBar());
  layout->addWidget(parts_, 1);
  fillContents();
  connectAll();
  setTabOrder(search_, contents_);
  setTabOrder(contents_, browser_);
  resize(980, 640);
}

QWidget* HelpWindow::makeBar() {
  auto* bar = new QWidget(this);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  const auto add = [this, bar, layout](const QString& text, const char* picture,
                                       const QKeySequence& keys, auto slot) {
    auto* action = new QAction(icon(QString::fromLatin1(picture)), text, this);
    action->setShortcut(keys);
    action->setToolTip(tr("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
    connect(action, &QAction::triggered, browser_, slot);
    addAction(action);
    auto* button = new QToolButton(bar);
    button->setDefaultAction(action);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    layout->addWidget(button);
    return action;
  };
  QAction* back =
      add(tr("Back"), "back", QKeySequence(Qt::ALT | Qt::Key_Left), &QTextBrowser::backward);
  QAction* forward =
      add(tr("Forward"), "forward", QKeySequence(Qt::ALT | Qt::Key_Right), &QTextBrowser::forward);
  add(tr("Home"), "home", QKeySequence(Qt::ALT | Qt::Key_Home),
      [this] { browser_->setSource(helpUrl(helpPages().front().file)); });
  for (QAction* action : {back, forward}) action->setEnabled(false);
  connect(browser_, &QTextBrowser::backwardAvailable, back, &QAction::setEnabled);
  connect(browser_, &QTextBrowser::forwardAvailable, forward, &QAction::setEnabled);

  count_ = new InkLabel(Ink::muted, bar);
  count_->setAccessibleDescription(tr("Matches"));
  search_ = new QLineEdit(bar);
  search_->setAccessibleName(tr("Find in help"));
  search_->setPlaceholderText(tr("Find in help"));
  search_->setToolTip(tr("Words that a page must have; Return goes to the next place (Ctrl+F)"));
  search_->setClearButtonEnabled(true);
  search_->setMaximumWidth(280);
  layout->addStretch(1);
  layout->addWidget(count_);
  layout->addWidget(search_, 2);
  return bar;
}

void HelpWindow::fillContents() {
  contents_->setAccessibleName(tr("Contents"));
  contents_->setHeaderHidden(true);
  contents_->setRootIsDecorated(false);
  contents_->setIndentation(12);
  contents_->setMinimumWidth(150);
  const QSize row(0, rowHeight(contents_->fontMetrics()));
  QFont bold = contents_->font();
  bold.setBold(true);
  QTreeWidgetItem* section = nullptr;
  for (const HelpPage& page : helpPages()) {
    if (!page.section.isEmpty() && (!section || section->text(0) != page.section)) {
      section = new QTreeWidgetItem(contents_, {page.section});
      section->setFont(0, bold);
      section->setFlags(Qt::ItemIsEnabled);
      section->setSizeHint(0, row);
    }
    auto* item = section ? new QTreeWidgetItem(section) : new QTreeWidgetItem(contents_);
    item->setText(0, page.section.isEmpty() ? tr("Contents") : page.title);
    item->setToolTip(0, page.title);
    item->setData(0, FileRole, page.file);
    item->setSizeHint(0, row);
  }
  contents_->expandAll();
}

void HelpWindow::connectAll() {
  connect(contents_, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
    const QString file = item ? item->data(0, FileRole).toString() : QString();
    if (!file.isEmpty() && file != page_) browser_->setSource(helpUrl(file));
  });
  connect(browser_, &QTextBrowser::sourceChanged, this, &HelpWindow::pageChanged);
  connect(search_, &QLineEdit::textChanged, this, &HelpWindow::search);
  connect(search_, &QLineEdit::returnPressed, this, &HelpWindow::goToNextMatch);
  auto* find = new QAction(this);
  find->setShortcut(QKeySequence(QKeySequence::Find));
  connect(find, &QAction::triggered, search_, [this] {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
  });
  addAction(find);
}

void HelpWindow::showPage(const QString& page) {
  browser_->setSource(helpUrl(page));
  show();
  raise();
  activateWindow();
  browser_->setFocus(Qt::OtherFocusReason);
}

/// The browser's own source() is still the one before.
void HelpWindow::pageChanged(const QUrl& url) {
  page_ = url.fileName();
  QTreeWidgetItem* item = itemOf(page_);
  contents_->setCurrentItem(item);
  if (item) contents_->scrollToItem(item);
  const QString title = item ? item->toolTip(0) : QString();
  setWindowTitle(title.isEmpty() ? tr("Help") : tr("Help: %1").arg(title));
}

QTreeWidgetItem* HelpWindow::itemOf(const QString& file) const {
  for (QTreeWidgetItemIterator item(contents_); *item; ++item)
    if ((*item)->data(0, FileRole) == file) return *item;
  return nullptr;
}

QList<QTreeWidgetItem*> HelpWindow::matches() const {
  QList<QTreeWidgetItem*> found;
  for (QTreeWidgetItemIterator item(contents_, QTreeWidgetItemIterator::NotHidden); *item; ++item)
    if (!(*item)->data(0, FileRole).isNull()) found << *item;
  return found;
}

/// Leaves the pages that have all of the words, and the headings that have such pages.
void HelpWindow::search() {
  const QStringList words = wordsOf(search_->text());
  for (const HelpPage& page : helpPages()) itemOf(page.file)->setHidden(!page.contains(words));
  for (int i = 0; i < contents_->topLevelItemCount(); ++i) {
    QTreeWidgetItem* section = contents_->topLevelItem(i);
    bool some = section->childCount() == 0 && !section->isHidden();
    for (int child = 0; child < section->childCount(); ++child)
      some = some || !section->child(child)->isHidden();
    section->setHidden(!some);
  }
  browser_->mark(words);
  const qsizetype found = matches().size();
  count_->setText(words.isEmpty() ? QString()
                  : found == 1    ? tr("1 page")
                                  : tr("%1 pages").arg(found));
}

/// The next marked place of this page, else the first one of the next page that has any.
void HelpWindow::goToNextMatch() {
  const QList<QTreeWidgetItem*> found = matches();
  if (found.isEmpty() || wordsOf(search_->text()).isEmpty()) return;
  const qsizetype here = found.indexOf(contents_->currentItem());
  if (here >= 0 && browser_->goToNextMark()) return;
  contents_->setCurrentItem(found[(here + 1) % found.size()]);
  browser_->goToFirstMark();
}

void HelpWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && search_->hasFocus() && !search_->text().isEmpty())
    search_->clear();
  else
    QDialog::keyPressEvent(event);
}

QByteArray HelpWindow::saveLayout() const {
  QByteArray layout;
  QDataStream stream(&layout, QIODevice::WriteOnly);
  stream << saveGeometry() << parts_->saveState();
  return layout;
}

void HelpWindow::restoreLayout(const QByteArray& layout) {
  QByteArray geometry;
  QByteArray parts;
  QDataStream stream(layout);
  stream >> geometry >> parts;
  restoreGeometry(geometry);
  parts_->restoreState(parts);
}

}  // namespace loopscope::ui
