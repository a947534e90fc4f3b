// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/state_glyph.h>

#include <map>
#include <tuple>

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace loopscope::ui {
namespace {

constexpr int icon_size = 16;

// All shapes are drawn on a square of 16 by 16 whose middle is (8, 8).

void ring(QPainter& painter, const QColor& color, const QList<qreal>& dashes = {}) {
  QPen pen(color, 1.6);
  if (!dashes.isEmpty()) {
    pen.setDashPattern(dashes);
    pen.setCapStyle(Qt::FlatCap);
  }
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  painter.drawEllipse(QPointF(8, 8), 5.6, 5.6);
}

void disc(QPainter& painter, const QColor& color, qreal radius) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawEllipse(QPointF(8, 8), radius, radius);
}

QPolygonF playTriangle(qreal size) {
  return QPolygonF({{8 - size * 0.42, 8 - size * 0.58},
                    {8 + size * 0.62, 8},
                    {8 - size * 0.42, 8 + size * 0.58}});
}

/// Strokes cut out of what has been drawn, so that they show the background, whatever it is.
void carve(QPainter& painter, const QPainterPath& path) {
  painter.setCompositionMode(QPainter::CompositionMode_Clear);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(Qt::black, 1.9, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPath(path);
  painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
}

void drawResult(QPainter& painter, const QColor& color) {
  disc(painter, color, 6.6);
  QPainterPath check(QPointF(4.9, 8.3));
  check.lineTo(7.1, 10.6);
  check.lineTo(11.2, 5.8);
  carve(painter, check);
}

void drawError(QPainter& painter, const QColor& color) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(QPolygonF({{5.2, 1.4},
                                 {10.8, 1.4},
                                 {14.6, 5.2},
                                 {14.6, 10.8},
                                 {10.8, 14.6},
                                 {5.2, 14.6},
                                 {1.4, 10.8},
                                 {1.4, 5.2}}));
  QPainterPath cross(QPointF(5.6, 5.6));
  cross.lineTo(10.4, 10.4);
  cross.moveTo(10.4, 5.6);
  cross.lineTo(5.6, 10.4);
  carve(painter, cross);
}

void drawRunning(QPainter& painter, const QColor& color) {
  disc(painter, color, 6.6);
  painter.setCompositionMode(QPainter::CompositionMode_Clear);
  painter.setBrush(Qt::black);
  painter.drawPolygon(playTriangle(5.8));
  painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
}

void drawScheduled(QPainter& painter, const QColor& color) {
  ring(painter, color);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(playTriangle(5));
}

void drawCancelled(QPainter& painter, const QColor& color) {
  ring(painter, color);
  painter.drawLine(QPointF(4.2, 11.8), QPointF(11.8, 4.2));
}

void drawDestroyed(QPainter& painter, const QColor& color) {
  painter.setPen(QPen(color, 1.9, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(4, 4), QPointF(12, 12));
  painter.drawLine(QPointF(12, 4), QPointF(4, 12));
}

void drawPresent(QPainter& painter, const QColor& color) {
  painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
  painter.drawPolygon(QPolygonF({{8, 3}, {13, 8}, {8, 13}, {3, 8}}));
}

void drawShape(QPainter& painter, ObjectState state, const QColor& color) {
  switch (state) {
    case ObjectState::pending: return ring(painter, color, {1.1, 1.1});
    case ObjectState::waiting: ring(painter, color); return disc(painter, color, 2.6);
    case ObjectState::scheduled: return drawScheduled(painter, color);
    case ObjectState::running: return drawRunning(painter, color);
    case ObjectState::present: return drawPresent(painter, color);
    case ObjectState::result: return drawResult(painter, color);
    case ObjectState::error: return drawError(painter, color);
    case ObjectState::cancelled: return drawCancelled(painter, color);
    case ObjectState::destroyed:
    case ObjectState::gone: return drawDestroyed(painter, color);
  }
}

/// Drawn at thrice the size, so that it stays sharp on screens of high density.
QPixmap glyphPixmap(ObjectState state, const QColor& color) {
  constexpr int density = 3;
  QPixmap pixmap(icon_size * density, icon_size * density);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  paintStateGlyph(painter, QRectF(0, 0, pixmap.width(), pixmap.height()), state, color);
  painter.end();
  return pixmap;
}

}  // namespace

Ink inkOf(ObjectState state) {
  switch (state) {
    case ObjectState::pending: return Ink::muted;
    case ObjectState::waiting: return Ink::waiting;
    case ObjectState::scheduled: return Ink::accent;
    case ObjectState::running: return Ink::accent;
    case ObjectState::present: return Ink::muted;
    case ObjectState::result: return Ink::good;
    case ObjectState::error: return Ink::bad;
    case ObjectState::cancelled: return Ink::calm;
    case ObjectState::destroyed: return Ink::warning;
    case ObjectState::gone: return Ink::muted;
  }
  return Ink::muted;
}

void paintStateGlyph(QPainter& painter, const QRectF& place, ObjectState state,
                     const QColor& color) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(place.topLeft());
  painter.scale(place.width() / icon_size, place.height() / icon_size);
  drawShape(painter, state, color);
  painter.restore();
}

QIcon stateIcon(ObjectState state, const QPalette& palette) {
  const QColor color = ink(inkOf(state), palette);
  const QColor selected = palette.color(QPalette::Active, QPalette::HighlightedText);
  static std::map<std::tuple<ObjectState, QRgb, QRgb>, QIcon> cache;
  QIcon& cached = cache[{state, color.rgba(), selected.rgba()}];
  if (cached.isNull()) {
    cached.addPixmap(glyphPixmap(state, color), QIcon::Normal);
    cached.addPixmap(glyphPixmap(state, selected), QIcon::Selected);
  }
  return cached;
}

}  // namespace loopscope::ui
