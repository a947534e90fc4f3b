// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/story_panel.h>

#include <algorithm>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <loopscope/ui/views/icons.h>
#include <loopscope/ui/views/qt_text.h>
#include <loopscope/ui/views/theme.h>

namespace loopscope::ui {
namespace {

constexpr int tallest_text = 132;
constexpr int shortest_text = 52;
constexpr int share_of_window = 7;  ///< the text takes at most a seventh of the window's height

QLabel* makeText(QWidget* parent, const QString& description) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::RichText);
  label->setWordWrap(true);
  label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  label->setTextInteractionFlags(Qt::TextBrowserInteraction);
  label->setAccessibleDescription(description);
  return label;
}

/// A list whose bullets stand under the heading; Qt's own indents and spaces lists too far.
QString bullets(const QStringList& items) {
  QString html = QStringLiteral("<table cellspacing='0' cellpadding='0'>");
  for (const QString& item : items)
    html += QStringLiteral("<tr><td>•&nbsp;&nbsp;</td><td>%1</td></tr>").arg(item);
  return html + QStringLiteral("</table>");
}

QString withHeading(const QString& heading, const QString& text) {
  return QStringLiteral("<b>%1</b><br>%2").arg(heading, text);
}

}  // namespace

StoryPanel::StoryPanel(QWidget* parent)
    : QWidget(parent),
      fold_(new QToolButton(this)),
      texts_(new QWidget),
      scroll_(new QScrollArea(this)) {
  happens_ = makeText(texts_, tr("What happens"));
  to_try_ = makeText(texts_, tr("What to try"));
  auto* columns = new QHBoxLayout(texts_);
  columns->setContentsMargins(30, 0, 12, 8);
  columns->setSpacing(28);
  columns->addWidget(happens_, 1);
  columns->addWidget(to_try_, 1);

  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidgetResizable(true);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setWidget(texts_);
  scroll_->viewport()->setAutoFillBackground(false);
  texts_->setAutoFillBackground(false);
  scroll_->setAccessibleName(tr("Story"));

  fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  fold_->setAutoRaise(true);
  QFont bold = fold_->font();
  bold.setBold(true);
  fold_->setFont(bold);
  fold_->setAccessibleName(tr("Story"));
  connect(fold_, &QToolButton::clicked, this, [this] { setUnfolded(!unfolded_); });

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 0, 0);
  layout->setSpacing(2);
  layout->addWidget(fold_, 0, Qt::AlignLeft);
  layout->addWidget(scroll_);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setUnfolded(true);
  hide();
}

void StoryPanel::setStory(const Story& story) {
  title_ = story.title.simplified();
  fold_->setToolTip(plainToolTip(story.title));
  elideTitle();
  happens_->setText(breakable(
      story.to_try.isEmpty() ? story.happens : withHeading(tr("What happens"), story.happens)));
  to_try_->setText(
      breakable(QStringLiteral("<b>%1</b>%2").arg(tr("What to try"), bullets(story.to_try))));
  to_try_->setVisible(!story.to_try.isEmpty());
  setVisible(!story.title.isEmpty() || !story.happens.isEmpty());
  fitHeight();
}

/// However long a title is, the window stays as wide as it is.
void StoryPanel::elideTitle() {
  constexpr int beside_the_text = 48;
  fold_->setText(fold_->fontMetrics()
                     .elidedText(title_, Qt::ElideRight, std::max(width() - beside_the_text, 100))
                     .replace(u'&', QStringLiteral("&&")));
}

void StoryPanel::setUnfolded(bool unfolded) {
  const bool changed = unfolded_ != unfolded;
  unfolded_ = unfolded;
  fold_->setIcon(icon(unfolded ? QStringLiteral("expand") : QStringLiteral("collapse")));
  fold_->setStatusTip(unfolded ? tr("Fold the story (Ctrl+I)") : tr("Show the story (Ctrl+I)"));
  scroll_->setVisible(unfolded);
  if (changed) Q_EMIT unfoldedChanged(unfolded);
}

QSize StoryPanel::sizeHint() const { return {400, QWidget::sizeHint().height()}; }

QSize StoryPanel::minimumSizeHint() const { return {100, QWidget::minimumSizeHint().height()}; }

void StoryPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fitHeight();
}

void StoryPanel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), tint(Ink::accent, palette()));
  painter.fillRect(QRect(0, 0, 4, height()), ink(Ink::accent, palette()));
}

void StoryPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  elideTitle();
  fitHeight();
}

/// As tall as its text at this width, up to a limit from which it scrolls.
void StoryPanel::fitHeight() {
  const int wanted = texts_->layout()->totalHeightForWidth(std::max(width() - 4, 100));
  const int most = std::clamp(window()->height() / share_of_window, shortest_text, tallest_text);
  scroll_->setFixedHeight(std::clamp(wanted, 20, most));
}

}  // namespace loopscope::ui
