// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/theme.h>

#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>

namespace loopscope::ui {
namespace {

struct Tones {
  QRgb window, base, alternate, text, button, highlight, highlighted_text, link, disabled, shade,
      mid;
};

constexpr Tones light_tones{0xfff3f4f6, 0xffffffff, 0xfff7f8fa, 0xff1b1f24, 0xfffbfbfc, 0xff1f5fbf,
                            0xffffffff, 0xff1756b0, 0xff878d96, 0xffc3c8cf, 0xffdfe2e7};
constexpr Tones dark_tones{0xff24272d, 0xff1b1d22, 0xff202329, 0xffe6e8eb, 0xff30343b, 0xff2f6fcf,
                           0xffffffff, 0xff8ab8ff, 0xff767d88, 0xff14161a, 0xff3b4048};

void setColors(QPalette& palette, QPalette::ColorGroup group, const Tones& tones, QRgb text) {
  palette.setColor(group, QPalette::Window, tones.window);
  palette.setColor(group, QPalette::Base, tones.base);
  palette.setColor(group, QPalette::AlternateBase, tones.alternate);
  palette.setColor(group, QPalette::Button, tones.button);
  palette.setColor(group, QPalette::WindowText, text);
  palette.setColor(group, QPalette::Text, text);
  palette.setColor(group, QPalette::ButtonText, text);
  palette.setColor(group, QPalette::Link, tones.link);
  palette.setColor(group, QPalette::LinkVisited, tones.link);
  palette.setColor(group, QPalette::ToolTipBase, tones.button);
  palette.setColor(group, QPalette::ToolTipText, tones.text);
  palette.setColor(group, QPalette::PlaceholderText, tones.disabled);
  palette.setColor(group, QPalette::Highlight, tones.highlight);
  palette.setColor(group, QPalette::HighlightedText, tones.highlighted_text);
  palette.setColor(group, QPalette::BrightText, 0xffffffff);
  palette.setColor(group, QPalette::Mid, tones.mid);
  palette.setColor(group, QPalette::Dark, tones.shade);
}

QPalette makePalette(const Tones& tones) {
  QPalette palette{QColor(tones.button), QColor(tones.window)};
  setColors(palette, QPalette::Active, tones, tones.text);
  setColors(palette, QPalette::Inactive, tones, tones.text);
  setColors(palette, QPalette::Disabled, tones, tones.disabled);
  return palette;
}

double luminance(const QColor& color) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
         0.0722 * linear(color.blueF());
}

}  // namespace

std::optional<Style> styleFromName(const QString& name) {
  for (const Style style : {Style::system, Style::light, Style::dark})
    if (name == styleName(style)) return style;
  return std::nullopt;
}

QString styleName(Style style) {
  switch (style) {
    case Style::light: return QStringLiteral("light");
    case Style::dark: return QStringLiteral("dark");
    case Style::system: break;
  }
  return QStringLiteral("system");
}

QPalette lightPalette() { return makePalette(light_tones); }

QPalette darkPalette() { return makePalette(dark_tones); }

void applyStyle(QApplication& application, Style style) {
  application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  switch (style) {
    case Style::light: application.setPalette(lightPalette()); break;
    case Style::dark: application.setPalette(darkPalette()); break;
    case Style::system: application.setPalette(QPalette()); break;
  }
}

bool isDark(const QPalette& palette) {
  // Asked for with every cell that is painted: not the exact luminance.
  return qGray(palette.color(QPalette::Text).rgb()) > qGray(palette.color(QPalette::Base).rgb());
}

QColor ink(Ink ink, const QPalette& palette) {
  const bool dark = isDark(palette);
  const auto pick = [dark](QRgb on_light, QRgb on_dark) {
    return QColor(dark ? on_dark : on_light);
  };
  switch (ink) {
    case Ink::muted: return pick(0xff59616c, 0xffa3abb7);
    case Ink::good: return pick(0xff17703a, 0xff6fd08c);
    case Ink::bad: return pick(0xffc02626, 0xffff8f85);
    case Ink::warning: return pick(0xff8a5200, 0xffe8b657);
    case Ink::accent: return pick(0xff1660c4, 0xff74b4ff);
    case Ink::calm: return pick(0xff6d45a0, 0xffc6a4f2);
    case Ink::waiting: return pick(0xff006b75, 0xff55cbd3);
  }
  return palette.color(QPalette::Text);
}

QColor tint(Ink which, const QPalette& palette) {
  const QColor over = ink(which, palette);
  const QColor under = palette.color(QPalette::Base);
  const float share = isDark(palette) ? 0.16F : 0.10F;
  const auto mix = [share](float a, float b) {
    return std::clamp(a * share + b * (1 - share), 0.F, 1.F);
  };
  return QColor::fromRgbF(mix(over.redF(), under.redF()), mix(over.greenF(), under.greenF()),
                          mix(over.blueF(), under.blueF()));
}

double contrast(const QColor& one, const QColor& other) {
  const auto [low, high] = std::minmax({luminance(one), luminance(other)});
  return (high + 0.05) / (low + 0.05);
}

}  // namespace loopscope::ui
