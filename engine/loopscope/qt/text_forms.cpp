// SPDX-License-Identifier: MIT
#include <loopscope/qt/text_forms.h>

#include <QJsonDocument>
#include <QMetaType>
#include <QStringDecoder>

#include <loopscope/errors.h>

namespace loopscope {
namespace {

QString decode(std::string_view text) {
  QStringDecoder decoder(QStringDecoder::Utf8);
  QString decoded = decoder(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
  if (decoder.hasError()) throw ValueError("the text is not UTF-8");
  return decoded;
}

// QJsonDocument knows objects and arrays alone; in an array, any value is one.
QJsonArray read_wrapped(const QByteArray& array, qsizetype text_begins) {
  QJsonParseError error;
  const QJsonDocument document = QJsonDocument::fromJson(array, &error);
  if (error.error != QJsonParseError::NoError)
    throw ValueError("not JSON: " + error.errorString().toStdString() + " at character " +
                     std::to_string(std::max<qsizetype>(error.offset - text_begins, 0) + 1));
  return document.array();
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

}  // namespace

QString TextForm<QString>::from_text(std::string_view text) { return decode(text); }

std::string TextForm<QJsonValue>::to_text(const QJsonValue& value) {
  if (value.isUndefined()) return "undefined";
  if (value.isObject()) return TextForm<QJsonObject>::to_text(value.toObject());
  if (value.isArray()) return TextForm<QJsonArray>::to_text(value.toArray());
  std::string text = TextForm<QJsonArray>::to_text({value});
  return text.substr(1, text.size() - 2);
}

QJsonValue TextForm<QJsonValue>::from_text(std::string_view text) {
  if (text == "undefined") return QJsonValue(QJsonValue::Undefined);
  const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
  const QJsonArray array = read_wrapped('[' + bytes + ']', 1);
  if (array.size() != 1)
    throw ValueError("exactly one JSON value is expected, not " + quoted(text));
  return array.first();
}

std::string TextForm<QJsonObject>::to_text(const QJsonObject& value) {
  return QJsonDocument(value).toJson(QJsonDocument::Compact).toStdString();
}

QJsonObject TextForm<QJsonObject>::from_text(std::string_view text) {
  const QJsonValue value = TextForm<QJsonValue>::from_text(text);
  if (!value.isObject())
    throw ValueError(quoted(text) + " is no JSON object: {\"name\": value, …}");
  return value.toObject();
}

std::string TextForm<QJsonArray>::to_text(const QJsonArray& value) {
  return QJsonDocument(value).toJson(QJsonDocument::Compact).toStdString();
}

QJsonArray TextForm<QJsonArray>::from_text(std::string_view text) {
  const QJsonValue value = TextForm<QJsonValue>::from_text(text);
  if (!value.isArray()) throw ValueError(quoted(text) + " is no JSON array: [value, …]");
  return value.toArray();
}

std::string TextForm<QVariant>::to_text(const QVariant& value) {
  if (!value.isValid()) return "invalid";
  std::string type = value.metaType().name();
  if (!value.canConvert<QString>()) return type;
  return type + ": " + value.toString().toStdString();
}

QVariant TextForm<QVariant>::from_text(std::string_view text) {
  if (text == "invalid") return {};
  const std::size_t colon = text.find(": ");
  const std::string type(text.substr(0, colon));
  const QMetaType meta = QMetaType::fromName(QByteArrayView(type.data(), qsizetype(type.size())));
  if (colon == std::string_view::npos || !meta.isValid())
    throw ValueError("a type and a value are expected, as in 'int: 42' or 'QString: hello', not " +
                     quoted(text));
  QVariant value(decode(text.substr(colon + 2)));
  if (!QMetaType::canConvert(value.metaType(), meta) || !value.convert(meta))
    throw ValueError(quoted(text.substr(colon + 2)) + " is no " + type);
  return value;
}

}  // namespace loopscope
