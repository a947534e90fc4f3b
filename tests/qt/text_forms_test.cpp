// SPDX-License-Identifier: MIT
#include <QTest>

#include <loopscope/errors.h>
#include <loopscope/loop.h>
#include <loopscope/qt/text_forms.h>

using namespace loopscope;

class TextFormsTest : public QObject {
  Q_OBJECT

 private slots:
  void aStringStandsAsItIs();
  void bytesThatAreNoUtf8AreRefused();
  void jsonValuesComeBack_data();
  void jsonValuesComeBack();
  void brokenJsonIsRefusedWithThePlace();
  void aJsonObjectIsNoArray();
  void variantsComeBackWithTheirType_data();
  void variantsComeBackWithTheirType();
  void aVariantOfAnUnknownTypeIsRefused();
  void aFutureOfAQStringIsSetFromText();
  void qtTypesComeBack();
  void whatIsNoneIsRefusedWithAnExample();
  void enumeratorsStandByTheirNames();
  void aVariantThatWouldNotComeBackSaysSo();
};

namespace {

template <class T>
std::string refusal(std::string_view text) {
  try {
    static_cast<void>(TextForm<T>::from_text(text));
  } catch (const ValueError& error) {
    return error.what();
  }
  return "(accepted)";
}

}  // namespace

void TextFormsTest::aStringStandsAsItIs() {
  const QString text = QStringLiteral(" grüß dich ✔ \"quoted\" ");
  QCOMPARE(TextForm<QString>::from_text(TextForm<QString>::to_text(text)), text);
}

void TextFormsTest::bytesThatAreNoUtf8AreRefused() {
  QCOMPARE(refusal<QString>("\xff\xfe"), std::string("the text is not UTF-8"));
}

void TextFormsTest::jsonValuesComeBack_data() {
  QTest::addColumn<QString>("text");
  for (const char* text : {"null", "true", "1.5", "-3", "\"a \\\"b\\\"\"", "[]", "[1,[2,null]]",
                           "{}", "{\"a\":{\"b\":[1,2]}}", "undefined"})
    QTest::newRow(text) << QString(text);
}

void TextFormsTest::jsonValuesComeBack() {
  QFETCH(const QString, text);
  const QJsonValue value = TextForm<QJsonValue>::from_text(text.toStdString());
  QCOMPARE(QString::fromStdString(TextForm<QJsonValue>::to_text(value)), text);
}

void TextFormsTest::brokenJsonIsRefusedWithThePlace() {
  const std::string reason = refusal<QJsonValue>("{\"a\": }");
  QVERIFY2(reason.starts_with("not JSON: "), reason.c_str());
  QVERIFY2(reason.find("at character") != std::string::npos, reason.c_str());
  QVERIFY(refusal<QJsonValue>("1, 2").starts_with("exactly one JSON value is expected"));
}

void TextFormsTest::aJsonObjectIsNoArray() {
  QVERIFY(refusal<QJsonArray>("{}").find("is no JSON array") != std::string::npos);
  QVERIFY(refusal<QJsonObject>("[]").find("is no JSON object") != std::string::npos);
}

void TextFormsTest::variantsComeBackWithTheirType_data() {
  QTest::addColumn<QVariant>("value");
  QTest::newRow("none") << QVariant();
  QTest::newRow("int") << QVariant(42);
  QTest::newRow("bool") << QVariant(true);
  QTest::newRow("double") << QVariant(0.1);
  QTest::newRow("text with a colon") << QVariant(QStringLiteral("a: b"));
}

void TextFormsTest::variantsComeBackWithTheirType() {
  QFETCH(const QVariant, value);
  const QVariant back = TextForm<QVariant>::from_text(TextForm<QVariant>::to_text(value));
  QCOMPARE(back.metaType(), value.metaType());
  QCOMPARE(back, value);
}

void TextFormsTest::aVariantOfAnUnknownTypeIsRefused() {
  QVERIFY(refusal<QVariant>("Unheard: 1").find("a type and a value are expected") !=
          std::string::npos);
  QVERIFY(refusal<QVariant>("int: forty").find("'forty' is no int") != std::string::npos);
}

void TextFormsTest::aFutureOfAQStringIsSetFromText() {
  Loop loop;
  const Future<QString> future = loop.create_future<QString>();
  future.state().ops().value->set_from_text(future.state(), "hello");
  QCOMPARE(future.result(), QStringLiteral("hello"));
}

namespace {

template <class T>
void comes_back(const T& value, const std::string& text) {
  QCOMPARE(TextForm<T>::to_text(value), text);
  QCOMPARE(TextForm<T>::from_text(text), value);
}

}  // namespace

void TextFormsTest::qtTypesComeBack() {
  comes_back(QByteArray("a \"b\"\n"), "\"a \\\"b\\\"\\n\"");
  comes_back(QByteArray("\xff\x00z", 3), "\"\\xff\\x00z\"");
  comes_back(QByteArray(), "\"\"");
  QCOMPARE(TextForm<QByteArray>::from_text("bare"), QByteArray("bare"));
  comes_back(QStringList{"a, b", "", "ü"}, "[\"a, b\", \"\", \"ü\"]");
  comes_back(QUrl("https://example.org/a b?x=1#y"), "https://example.org/a%20b?x=1#y");
  comes_back(QUrl(), "");
  comes_back(QDate(2024, 2, 29), "2024-02-29");
  comes_back(QTime(23, 59, 59, 999), "23:59:59.999");
  comes_back(QDateTime(QDate(2024, 2, 29), QTime(1, 2, 3, 4), Qt::UTC), "2024-02-29T01:02:03.004Z");
  comes_back(QDateTime(), "invalid");
}

void TextFormsTest::whatIsNoneIsRefusedWithAnExample() {
  QCOMPARE(refusal<QDate>("29.2.2024"),
           std::string("'29.2.2024' is no QDate: write it as 2024-02-29"));
  QVERIFY(refusal<QUrl>("http://[").starts_with("not a URL: "));
  QVERIFY(refusal<QTime>("noon").ends_with("write it as 23:59:59.999"));
}

void TextFormsTest::enumeratorsStandByTheirNames() {
  comes_back(Qt::Horizontal, "Horizontal");
  QCOMPARE(TextForm<Qt::Orientation>::type_name(), std::string("Qt::Orientation"));
  QVERIFY(refusal<Qt::Orientation>("Diagonal").ends_with("there are: Horizontal, Vertical"));
  const Qt::Alignment corner(Qt::AlignLeft | Qt::AlignTop);
  const std::string keys = TextForm<Qt::Alignment>::to_text(corner);
  QVERIFY2(keys.find("AlignTop") != std::string::npos, keys.c_str());
  QCOMPARE(TextForm<Qt::Alignment>::from_text(keys), corner);
  QCOMPARE(TextForm<Qt::Alignment>::from_text("AlignTop|AlignLeft"), corner);
}

void TextFormsTest::aVariantThatWouldNotComeBackSaysSo() {
  const std::string text = TextForm<QVariant>::to_text(QVariant(QByteArray("\xff\xfe")));
  QCOMPARE(text, std::string("QByteArray (has no text form)"));
  QCOMPARE(TextForm<QVariant>::to_text(QVariant::fromValue(QVariantMap{{"a", 1}})),
           std::string("QVariantMap (has no text form)"));
}

QTEST_GUILESS_MAIN(TextFormsTest)
#include "text_forms_test.moc"
