// SPDX-License-Identifier: MIT
#include <loopscope/qt/text_forms.h>

#include <QJsonDocument>
#include <QMetaType>
#include <QStringDecoder>

#include <optional>
#include <vector>

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

std::string TextForm<QByteArray>::to_text(const QByteArray& value) {
  if (value.isValidUtf8()) return detail::quoted(value.toStdString());
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      text.append({'\\', c});
    else if (byte >= 0x20 && byte < 0x7f)
      text += c;
    else
      text.append({'\\', 'x', hex[byte >> 4], hex[byte & 15]});
  }
  return text + "\"";
}

QByteArray TextForm<QByteArray>::from_text(std::string_view text) {
  if (!text.starts_with('"')) return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
  return QByteArray::fromStdString(std::string(detail::read_nested(text, type_name()).text));
}

std::string TextForm<QStringList>::to_text(const QStringList& value) {
  std::vector<std::string> items;
  for (const QString& item : value) items.push_back(item.toStdString());
  return TextForm<std::vector<std::string>>::to_text(items);
}

QStringList TextForm<QStringList>::from_text(std::string_view text) {
  QStringList items;
  for (const std::string& item : TextForm<std::vector<std::string>>::from_text(text))
    items.append(decode(item));
  return items;
}

std::string TextForm<QUrl>::to_text(const QUrl& value) {
  return value.toString(QUrl::FullyEncoded).toStdString();
}

QUrl TextForm<QUrl>::from_text(std::string_view text) {
  if (text.empty()) return {};
  QUrl url(decode(text), QUrl::StrictMode);
  if (!url.isValid()) throw ValueError("not a URL: " + url.errorString().toStdString());
  return url;
}

namespace {

/// Of QDate, QTime and QDateTime.
template <class T>
std::string iso_text(const T& value) {
  return value.isValid() ? value.toString(Qt::ISODateWithMs).toStdString() : "invalid";
}

template <class T>
T from_iso_text(std::string_view text, const char* example,
                Qt::DateFormat format = Qt::ISODateWithMs) {
  if (text == "invalid") return {};
  T value = T::fromString(decode(text), format);
  if (!value.isValid())
    throw ValueError(quoted(text) + " is no " + TextForm<T>::type_name() + ": write it as " +
                     example);
  return value;
}

}  // namespace

std::string TextForm<QDate>::to_text(QDate value) {
  return value.isValid() ? value.toString(Qt::ISODate).toStdString() : "invalid";
}
QDate TextForm<QDate>::from_text(std::string_view text) {
  return from_iso_text<QDate>(text, "2024-02-29", Qt::ISODate);
}
std::string TextForm<QTime>::to_text(QTime value) { return iso_text(value); }
QTime TextForm<QTime>::from_text(std::string_view text) {
  return from_iso_text<QTime>(text, "23:59:59.999");
}
std::string TextForm<QDateTime>::to_text(const QDateTime& value) {
  return iso_text(value.timeSpec() == Qt::TimeZone ? value.toOffsetFromUtc(value.offsetFromUtc())
                                                   : value);
}
QDateTime TextForm<QDateTime>::from_text(std::string_view text) {
  return from_iso_text<QDateTime>(text, "2024-02-29T23:59:59.999Z");
}

std::string qt::detail::enum_name(const QMetaEnum& names) {
  return std::string(names.scope()) + "::" + names.enumName();
}

std::string qt::detail::enum_to_text(const QMetaEnum& names, int value) {
  if (names.isFlag()) {
    const QByteArray keys = names.valueToKeys(value);
    bool known = false;
    const bool whole = names.keysToValue(keys.constData(), &known) == value && known;
    return whole && !keys.isEmpty() ? keys.toStdString() : std::to_string(value);
  }
  const char* key = names.valueToKey(value);
  return key ? key : std::to_string(value);
}

int qt::detail::enum_from_text(const QMetaEnum& names, std::string_view text) {
  const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
  bool known = false;
  const int number = bytes.toInt(&known);
  if (known) return number;
  const int value = names.isFlag() ? names.keysToValue(bytes.constData(), &known)
                                   : names.keyToValue(bytes.constData(), &known);
  if (known) return value;
  std::string there_are;
  for (int i = 0; i < names.keyCount(); ++i)
    there_are += (i > 0 ? ", " : "") + std::string(names.key(i));
  throw ValueError(quoted(text) + " is no " + enum_name(names) + "; there are: " + there_are);
}

namespace {

/// The value in words, if these give it again.
std::optional<QString> text_of(const QVariant& value) {
  if (!value.canConvert<QString>()) return std::nullopt;
  const QString text = value.toString();
  QVariant back(text);
  if (!QMetaType::canConvert(back.metaType(), value.metaType()) ||
      !back.convert(value.metaType()) || back != value)
    return std::nullopt;
  return text;
}

}  // namespace

std::string TextForm<QVariant>::to_text(const QVariant& value) {
  if (!value.isValid()) return "invalid";
  const std::string type = value.metaType().name();
  const std::optional<QString> text = text_of(value);
  return text ? type + ": " + text->toStdString() : type + " (has no text form)";
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
