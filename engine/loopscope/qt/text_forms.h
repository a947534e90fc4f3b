// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDate>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QMetaEnum>
#include <QString>
#include <QStringList>
#include <QTime>
#include <QUrl>
#include <QVariant>

#include <string>
#include <string_view>
#include <type_traits>

#include <loopscope/inspect/text_form.h>

/// The text forms of Qt's values. Include it wherever a future of one of these types is made.
namespace loopscope {

/// The characters as they are, in UTF-8.
template <>
struct TextForm<QString> {
  static constexpr bool is_text = true;
  static std::string type_name() { return "QString"; }
  static std::string to_text(const QString& value) { return value.toStdString(); }
  static QString from_text(std::string_view text);
};

/// JSON: "null", "true", "1.5", "\"text\"", "[1, 2]", "{\"a\": 1}". An undefined value is written as
/// "undefined".
template <>
struct TextForm<QJsonValue> {
  static std::string type_name() { return "QJsonValue"; }
  static std::string to_text(const QJsonValue& value);
  static QJsonValue from_text(std::string_view text);
};
template <>
struct TextForm<QJsonObject> {
  static std::string type_name() { return "QJsonObject"; }
  static std::string to_text(const QJsonObject& value);
  static QJsonObject from_text(std::string_view text);
};
template <>
struct TextForm<QJsonArray> {
  static std::string type_name() { return "QJsonArray"; }
  static std::string to_text(const QJsonArray& value);
  static QJsonArray from_text(std::string_view text);
};

/// Bytes in quotes: "\"ab\\xff\""; those that are no UTF-8 as \xNN. Without quotes they are read as they stand.
template <>
struct TextForm<QByteArray> {
  static std::string type_name() { return "QByteArray"; }
  static std::string to_text(const QByteArray& value);
  static QByteArray from_text(std::string_view text);
};

/// "[\"a\", \"b\"]", as of a vector of strings.
template <>
struct TextForm<QStringList> {
  static std::string type_name() { return "QStringList"; }
  static std::string to_text(const QStringList& value);
  static QStringList from_text(std::string_view text);
};

/// "https://example.org/a%20b"
template <>
struct TextForm<QUrl> {
  static std::string type_name() { return "QUrl"; }
  static std::string to_text(const QUrl& value);
  static QUrl from_text(std::string_view text);
};

/// ISO 8601: "2024-02-29", "23:59:59.999", "2024-02-29T23:59:59.999Z"; "invalid" for none.
template <>
struct TextForm<QDate> {
  static std::string type_name() { return "QDate"; }
  static std::string to_text(QDate value);
  static QDate from_text(std::string_view text);
};
template <>
struct TextForm<QTime> {
  static std::string type_name() { return "QTime"; }
  static std::string to_text(QTime value);
  static QTime from_text(std::string_view text);
};
template <>
struct TextForm<QDateTime> {
  static std::string type_name() { return "QDateTime"; }
  static std::string to_text(const QDateTime& value);
  static QDateTime from_text(std::string_view text);
};

namespace qt::detail {

std::string enum_name(const QMetaEnum& names);
std::string enum_to_text(const QMetaEnum& names, int value);
/// Throws ValueError, which lists the names.
int enum_from_text(const QMetaEnum& names, std::string_view text);

}  // namespace qt::detail

/// The name of an enumerator that Q_ENUM or Q_ENUM_NS knows, "AlignLeft"; the number of a value without one.
template <class T>
  requires(std::is_enum_v<T> && static_cast<bool>(QtPrivate::IsQEnumHelper<T>::Value))
struct TextForm<T> {
  static std::string type_name() { return qt::detail::enum_name(QMetaEnum::fromType<T>()); }
  static std::string to_text(T value) {
    return qt::detail::enum_to_text(QMetaEnum::fromType<T>(), static_cast<int>(value));
  }
  static T from_text(std::string_view text) {
    return static_cast<T>(qt::detail::enum_from_text(QMetaEnum::fromType<T>(), text));
  }
};

/// "AlignLeft|AlignTop", of those that Q_FLAG knows.
template <class T>
  requires(static_cast<bool>(QtPrivate::IsQEnumHelper<QFlags<T>>::Value))
struct TextForm<QFlags<T>> {
  static std::string type_name() { return qt::detail::enum_name(QMetaEnum::fromType<QFlags<T>>()); }
  static std::string to_text(QFlags<T> value) {
    return qt::detail::enum_to_text(QMetaEnum::fromType<QFlags<T>>(), static_cast<int>(value));
  }
  static QFlags<T> from_text(std::string_view text) {
    return QFlags<T>::fromInt(qt::detail::enum_from_text(QMetaEnum::fromType<QFlags<T>>(), text));
  }
};

/// A type and a value, "int: 42", "QString: hello"; "invalid" for none. Types are those that Qt turns into a
/// string and back without a loss; another value is shown as "QPixmap (has no text form)" and cannot be read.
template <>
struct TextForm<QVariant> {
  static std::string type_name() { return "QVariant"; }
  static std::string to_text(const QVariant& value);
  static QVariant from_text(std::string_view text);
};

}  // namespace loopscope
