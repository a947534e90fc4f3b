// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/callback_list.h>

#include <algorithm>

#include <QHeaderView>

#include <loopscope/ui/views/details_text.h>
#include <loopscope/ui/views/qt_text.h>
#include <loopscope/ui/views/table_look.h>

namespace loopscope::ui {
namespace {

constexpr std::size_t most_callbacks = 200;
constexpr int most_callback_rows = 8;

}  // namespace

CallbackList::CallbackList(QWidget* parent) : QTreeWidget(parent) {
  setAccessibleName(tr("Callbacks"));
  setRootIsDecorated(false);
  setUniformRowHeights(true);
  setHeaderHidden(true);
  setColumnCount(2);
  header()->setStretchLastSection(false);
  header()->setSectionResizeMode(0, QHeaderView::Stretch);
  header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  connect(this, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem* item) {
    const quint64 number = item->data(0, Qt::UserRole).toULongLong();
    if (number != 0) Q_EMIT entryRequested(number);
  });
}

void CallbackList::showCallbacks(const ObjectRow& row) {
  const std::size_t count = std::min(row.callbacks.size(), most_callbacks);
  QString all = QString::number(row.id);
  for (std::size_t i = 0; i < count; ++i)
    all += toQt(row.callbacks[i].text) + callbackState(row.callbacks[i]) + u'\n';
  if (all == shown_) return;
  shown_ = all;
  clear();
  for (std::size_t i = 0; i < count; ++i) addCallback(i, row.callbacks[i]);
  const std::size_t more = row.callbacks.size() - count + row.callbacksForgotten;
  if (more > 0) new QTreeWidgetItem(this, {tr("and %1 more").arg(more)});
  fitHeight();
}

void CallbackList::addCallback(std::size_t place, const CallbackRow& callback) {
  const QString text = QStringLiteral("%1. %2").arg(place + 1).arg(toQt(callback.text));
  auto* item = new QTreeWidgetItem(this, {text, callbackState(callback)});
  item->setData(0, Qt::UserRole, static_cast<qulonglong>(callback.firedBy));
  item->setToolTip(0, text);
  item->setSizeHint(0, QSize(0, ui::rowHeight(fontMetrics())));
  QFont font = item->font(0);
  font.setStrikeOut(callback.removed);
  item->setFont(0, font);
}

void CallbackList::fitHeight() {
  const int rows = std::clamp(topLevelItemCount(), 1, most_callback_rows);
  setFixedHeight(rows * ui::rowHeight(fontMetrics()) + 2 * frameWidth() + 2);
}

}  // namespace loopscope::ui
