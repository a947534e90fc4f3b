// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QVariant>

#include <string>
#include <string_view>

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

/// A type and a value, "int: 42", "QString: hello"; "invalid" for none. Types are those that Qt can
/// turn into a string and back; a value of another type is shown by its type and cannot be read.
template <>
struct TextForm<QVariant> {
  static std::string type_name() { return "QVariant"; }
  static std::string to_text(const QVariant& value);
  static QVariant from_text(std::string_view text);
};

}  // namespace loopscope
