// SPDX-License-Identifier: MIT
#include <QImage>
#include <QPainter>
#include <QTest>

#include <loopscope/ui/views/icons.h>
#include <loopscope/ui/views/speed_slider.h>
#include <loopscope/ui/views/state_glyph.h>
#include <loopscope/ui/views/theme.h>

using namespace loopscope::ui;

class ThemeViewTest : public QObject {
  Q_OBJECT

 private slots:
  void everyInkReadsOnEveryBackground();
  void textReadsOnItsBackground();
  void bannersKeepTheirTextReadable();
  void everyStateHasAShapeOfItsOwn();
  void stylesGoByTheirNames();
  void everyIconIsThere();
  void theSpeedScaleIsLogarithmic();
  void speedsAreShownInShort();
};

namespace {

constexpr Ink inks[] = {Ink::muted,  Ink::good, Ink::bad,    Ink::warning,
                        Ink::accent, Ink::calm, Ink::waiting};
constexpr ObjectState states[] = {
    ObjectState::pending, ObjectState::waiting, ObjectState::scheduled, ObjectState::running,
    ObjectState::result,  ObjectState::error,   ObjectState::cancelled, ObjectState::destroyed};

QImage glyphImage(ObjectState state) {
  QImage image(32, 32, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  QPainter painter(&image);
  paintStateGlyph(painter, QRectF(0, 0, 32, 32), state, Qt::black);
  return image;
}

}  // namespace

void ThemeViewTest::everyInkReadsOnEveryBackground() {
  for (const QPalette& palette : {lightPalette(), darkPalette()})
    for (const Ink which : inks)
      for (const auto role : {QPalette::Base, QPalette::AlternateBase, QPalette::Window})
        QVERIFY2(contrast(ink(which, palette), palette.color(role)) >= 4.5,
                 qPrintable(QString("ink %1 role %2").arg(static_cast<int>(which)).arg(role)));
}

void ThemeViewTest::textReadsOnItsBackground() {
  const std::pair<QPalette::ColorRole, QPalette::ColorRole> pairs[] = {
      {QPalette::WindowText, QPalette::Window}, {QPalette::Text, QPalette::Base},
      {QPalette::ButtonText, QPalette::Button}, {QPalette::HighlightedText, QPalette::Highlight},
      {QPalette::Link, QPalette::Window},       {QPalette::ToolTipText, QPalette::ToolTipBase}};
  for (const QPalette& palette : {lightPalette(), darkPalette()})
    for (const auto& [front, back] : pairs)
      QVERIFY2(contrast(palette.color(front), palette.color(back)) >= 4.5,
               qPrintable(QString("role %1").arg(front)));
  QVERIFY(isDark(darkPalette()));
  QVERIFY(!isDark(lightPalette()));
}

void ThemeViewTest::bannersKeepTheirTextReadable() {
  for (const QPalette& palette : {lightPalette(), darkPalette()})
    for (const Ink which : {Ink::warning, Ink::accent}) {
      QVERIFY(contrast(palette.color(QPalette::WindowText), tint(which, palette)) >= 7);
      QVERIFY(contrast(palette.color(QPalette::Link), tint(which, palette)) >= 4.5);
    }
}

void ThemeViewTest::everyStateHasAShapeOfItsOwn() {
  for (const ObjectState one : states)
    for (const ObjectState other : states)
      QCOMPARE(glyphImage(one) == glyphImage(other), one == other);
}

void ThemeViewTest::stylesGoByTheirNames() {
  for (const Style style : {Style::system, Style::light, Style::dark})
    QVERIFY(styleFromName(styleName(style)) == style);
  QVERIFY(!styleFromName("pink"));
}

void ThemeViewTest::everyIconIsThere() {
  for (const char* name :
       {"run", "pause", "step-callback", "set-result", "throw", "cancel", "help"}) {
    const QPixmap pixmap = icon(name).pixmap(16);
    QVERIFY2(!pixmap.isNull(), name);
    QImage image = pixmap.toImage();
    const QImage blank = [&image] {
      QImage empty(image.size(), image.format());
      empty.fill(Qt::transparent);
      return empty;
    }();
    QVERIFY2(image != blank, name);
  }
  QVERIFY(icon("no such icon").isNull());
}

void ThemeViewTest::theSpeedScaleIsLogarithmic() {
  QCOMPARE(SpeedSlider::speedAt(SpeedSlider::positionOf(10)), 10U);
  QCOMPARE(SpeedSlider::speedAt(SpeedSlider::positionOf(1000)), 1000U);
  QCOMPARE(SpeedSlider::speedAt(SpeedSlider::positionOf(10000)), 10000U);
  const int decade = SpeedSlider::positionOf(100) - SpeedSlider::positionOf(10);
  QCOMPARE(SpeedSlider::positionOf(1000) - SpeedSlider::positionOf(100), decade);
  QCOMPARE(SpeedSlider::positionOf(10000) - SpeedSlider::positionOf(1000), decade);
  QCOMPARE(SpeedSlider::positionOf(0), SpeedSlider::positionOf(10));
}

void ThemeViewTest::speedsAreShownInShort() {
  QCOMPARE(SpeedSlider::speedText(10), QString::fromUtf8("0.01×"));
  QCOMPARE(SpeedSlider::speedText(1000), QString::fromUtf8("1×"));
  QCOMPARE(SpeedSlider::speedText(2512), QString::fromUtf8("2.5×"));
  QCOMPARE(SpeedSlider::speedText(10000), QString::fromUtf8("10×"));
}

QTEST_MAIN(ThemeViewTest)
#include "theme_view_test.moc"
