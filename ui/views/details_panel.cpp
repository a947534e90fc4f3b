// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/details_panel.h>

#include <algorithm>

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <loopscope/ui/views/callback_list.h>
#include <loopscope/ui/views/elided_label.h>
#include <loopscope/ui/views/ink_label.h>
#include <loopscope/ui/views/qt_text.h>
#include <loopscope/ui/views/state_glyph.h>

namespace loopscope::ui {
namespace {

constexpr int glyph_size = 20;
constexpr std::size_t most_counted = 20'000;

void setIfNew(QLabel* label, const QString& text) {
  if (label->text() != text) label->setText(text);
}

}  // namespace

DetailsPanel::DetailsPanel(QWidget* parent)
    : QWidget(parent), pages_(new QStackedWidget(this)), hint_(new InkLabel(Ink::muted)) {
  hint_->setAlignment(Qt::AlignCenter);
  hint_->setWordWrap(true);
  hint_->setMargin(16);
  pages_->addWidget(hint_);
  pages_->addWidget(makeObject());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  refresh(nullptr, {});
}

QWidget* DetailsPanel::makeObject() {
  auto* page = new QWidget;
  callbacks_title_ = new InkLabel(Ink::muted, page);
  callbacks_title_->setText(tr("Callbacks, in order"));
  callbacks_ = new CallbackList(page);
  connect(callbacks_, &CallbackList::entryRequested, this, &DetailsPanel::entryRequested);

  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(2, 0, 6, 4);
  layout->setSpacing(8);
  layout->addLayout(makeHead(page));
  layout->addLayout(makeLines(page));
  layout->addWidget(callbacks_title_);
  layout->addWidget(callbacks_);
  layout->addStretch(1);

  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setAccessibleName(tr("Details"));
  scroll->setWidget(page);
  return scroll;
}

QLayout* DetailsPanel::makeHead(QWidget* page) {
  glyph_ = new QLabel(page);
  name_ = new ElidedLabel(page);
  QFont large = name_->font();
  large.setBold(true);
  large.setPointSizeF(large.pointSizeF() * 1.25);
  name_->setFont(large);
  name_->setAccessibleDescription(tr("Selected object"));
  headline_ = new InkLabel(Ink::muted, page);
  headline_->setAccessibleDescription(tr("Kind, type and state"));
  headline_->setWordWrap(true);

  auto* head = new QGridLayout;
  head->setHorizontalSpacing(8);
  head->setVerticalSpacing(1);
  head->setColumnStretch(1, 1);
  head->addWidget(glyph_, 0, 0);
  head->addWidget(name_, 0, 1);
  head->addWidget(headline_, 1, 1);
  return head;
}

QLayout* DetailsPanel::makeLines(QWidget* page) {
  auto* grid = new QGridLayout;
  grid->setColumnStretch(1, 1);
  grid->setHorizontalSpacing(10);
  grid->setVerticalSpacing(5);
  int row = 0;
  for (Line& line : lines_) {
    line.title = new InkLabel(Ink::muted, page);
    line.html = new QLabel(page);
    line.html->setTextFormat(Qt::RichText);
    line.html->setWordWrap(true);
    line.html->setTextInteractionFlags(Qt::TextBrowserInteraction);
    connect(line.html, &QLabel::linkActivated, this, [this](const QString& link) {
      Q_EMIT objectRequested(link.section(u':', 1).toULongLong());
    });
    grid->addWidget(line.title, row, 0, Qt::AlignTop | Qt::AlignLeft);
    grid->addWidget(line.html, row++, 1);
  }
  return grid;
}

void DetailsPanel::refresh(const Store* store, const std::vector<ObjectId>& selected) {
  if (!store) return showHint(tr("What you select in the tree is shown here in full."));
  if (selected.empty()) return showHint(tr("Select a future or task\nto see it and to act on it."));
  if (selected.size() > 1) return showHint(severalText(*store, selected));
  if (const ObjectRow* row = store->object(selected.front())) return showObject(*store, *row);
  showHint(tr("It has finished, and its row has been removed."));
}

void DetailsPanel::showHint(const QString& text) {
  hint_->show(text);
  pages_->setCurrentIndex(0);
}

QString DetailsPanel::severalText(const Store& store, const std::vector<ObjectId>& selected) {
  if (selected.size() > most_counted) return tr("%1 selected").arg(selected.size());
  const auto pending = std::count_if(selected.begin(), selected.end(), [&store](ObjectId id) {
    const ObjectRow* row = store.object(id);
    return row && isPending(row->state);
  });
  const auto done = std::count_if(selected.begin(), selected.end(), [&store](ObjectId id) {
    const ObjectRow* row = store.object(id);
    return !row || isFinished(row->state);
  });
  return tr("%1 selected\n%2 pending, %3 done").arg(selected.size()).arg(pending).arg(done);
}

void DetailsPanel::showObject(const Store& store, const ObjectRow& row) {
  if (glyph_state_ != static_cast<int>(row.state)) {
    glyph_state_ = static_cast<int>(row.state);
    glyph_->setPixmap(stateIcon(row.state, palette()).pixmap(glyph_size));
  }
  setIfNew(name_, visible(toQt(displayName(row))));
  name_->setToolTip(plainToolTip(name_->text()));
  setIfNew(headline_, breakable(ui::headline(row)));
  showLines(store, row);
  callbacks_->showCallbacks(row);
  callbacks_->setVisible(!callbacks_->isEmpty());
  callbacks_title_->setVisible(!callbacks_->isEmpty());
  pages_->setCurrentIndex(1);
}

void DetailsPanel::showLines(const Store& store, const ObjectRow& row) {
  std::array<bool, static_cast<std::size_t>(DetailLine::Subject::count_)> shown{};
  for (const DetailLine& line : detailLines(store, row)) {
    const auto place = static_cast<std::size_t>(line.subject);
    setIfNew(lines_[place].title, line.title);
    setIfNew(lines_[place].html, breakable(line.html));
    lines_[place].html->setAccessibleDescription(line.title);
    shown[place] = true;
  }
  for (std::size_t place = 0; place < shown.size(); ++place) {
    lines_[place].title->setVisible(shown[place]);
    lines_[place].html->setVisible(shown[place]);
  }
}

void DetailsPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) glyph_state_ = -1;
}

}  // namespace loopscope::ui
