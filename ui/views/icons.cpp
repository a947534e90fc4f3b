// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/icons.h>

#include <utility>

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace loopscope::ui {
namespace {

QByteArray readIcon(const QString& name) {
  QFile file(QStringLiteral(":/loopscope/icons/%1.svg").arg(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QColor colorOf(QIcon::Mode mode) {
  const QPalette palette = QGuiApplication::palette();
  switch (mode) {
    case QIcon::Disabled: return palette.color(QPalette::Disabled, QPalette::ButtonText);
    case QIcon::Selected: return palette.color(QPalette::Active, QPalette::HighlightedText);
    default: return palette.color(QPalette::Active, QPalette::ButtonText);
  }
}

/// Draws one SVG whose strokes and fills say `currentColor`, which QtSvg itself does not resolve.
class TextColoredSvg : public QIconEngine {
 public:
  TextColoredSvg(QString name, QByteArray svg) : name_(std::move(name)), svg_(std::move(svg)) {}

  QIconEngine* clone() const override { return new TextColoredSvg(name_, svg_); }

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    QByteArray colored = svg_;
    colored.replace("currentColor", colorOf(mode).name().toLatin1());
    QSvgRenderer(colored).render(painter, rect);
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    const QString key = QStringLiteral("loopscope/%1/%2/%3x%4")
                            .arg(name_, colorOf(mode).name())
                            .arg(size.width())
                            .arg(size.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
  }

 private:
  QString name_;
  QByteArray svg_;
};

}  // namespace

QIcon icon(const QString& name) {
  QByteArray svg = readIcon(name);
  return svg.isEmpty() ? QIcon() : QIcon(new TextColoredSvg(name, std::move(svg)));
}

QIcon applicationIcon() { return icon(QStringLiteral("loopscope")); }

}  // namespace loopscope::ui
