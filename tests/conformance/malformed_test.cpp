// SPDX-License-Identifier: MIT
#include <QTest>

#include <loopscope/scenario/refusal.h>
#include <loopscope/scenario/scenario.h>

#include "trace_reader.h"

using namespace loopscope;

/// What is no scenario is refused as a whole, with one line that tells file, place and reason.
class MalformedTest : public QObject {
  Q_OBJECT

 private slots:
  void aFileIsRefused_data();
  void aFileIsRefused();
  void aTextIsRefused_data();
  void aTextIsRefused();
  void aTextIsAccepted_data();
  void aTextIsAccepted();
};

namespace {

std::string refusal_of(const std::string& text) {
  try {
    scenario::Scenario::parse(text, "FILE");
    return "accepted";
  } catch (const scenario::Refusal& refusal) {
    return refusal.what();
  }
}

/// A scenario of one coroutine, in one line, whose steps begin in column 42.
QByteArray with_steps(const QByteArray& steps) {
  return R"({"scenario": 1, "coroutines": {"main": [)" + steps + "]}}";
}

QByteArray nested(int levels) {
  return with_steps(R"({"return": )" + QByteArray(levels, '[') + QByteArray(levels, ']') + "}");
}

}  // namespace

void MalformedTest::aFileIsRefused_data() {
  QTest::addColumn<QString>("reason");
  const auto row = [](const char* name, const char* reason) {
    QTest::newRow(name) << QString::fromUtf8(reason);
  };
  row("bad-json",
      "line 7, column 3: the object opened in line 6, column 4 is not closed: `]` where `,` or `}` "
      "is wanted");
  row("cut-off",
      "line 1, column 67: the JSON ends early: the list opened in line 1, column 54 is not closed");
  row("empty", "line 1, column 1: the file is empty");
  row("version-2", "line 1, column 14, scenario: `scenario` is 2, this program reads 1");
  row("no-main",
      "line 1, column 31, coroutines: the entry coroutine \"main\" is missing; there are: other");
  row("missing-entry",
      "line 3, column 11, entry: the coroutine \"start\" is missing; there are: main");
  row("unknown-operation",
      "line 6, column 4, coroutines.main[1]: no operation among its keys (\"slep\"); did you mean "
      "sleep?");
  row("two-operations", "line 6, column 4, coroutines.main[1]: two operations, log and sleep");
  row("sleep-is-text",
      "line 1, column 65, coroutines.main[0].sleep: a number is wanted, \"soon\" is a string");
  row("wrong-parameter-type",
      "line 12, column 18, coroutines.worker[1].try[0].do[0].sleep: a number is wanted, \"1\" is a "
      "string");
  row("too-deep", "line 1, column 2028: nested deeper than 500");
}

void MalformedTest::aFileIsRefused() {
  QFETCH(const QString, reason);
  const QString file = tests::conformance_folder() + QStringLiteral("/malformed/") +
                       QString::fromUtf8(QTest::currentDataTag()) + QStringLiteral(".json");
  try {
    scenario::Scenario::load(file.toStdString());
    QFAIL("the file was accepted");
  } catch (const scenario::Refusal& refusal) {
    QCOMPARE(QString::fromUtf8(refusal.what()), file + QStringLiteral(": ") + reason);
  }
}

void MalformedTest::aTextIsRefused_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("reason");
  const auto row = [](const char* name, const QByteArray& text, const char* reason) {
    QTest::newRow(name) << text << QString::fromUtf8(reason);
  };
  row("byte order mark", "\xef\xbb\xbf{}", "1, column 1: the file begins with a byte order mark");
  row("latin 1", "{\"t\": \"\xe4\"}", "column 8: the file is not UTF-8");
  row("a surrogate in UTF-8", "[\"\xed\xa0\x80\"]", "column 3: the file is not UTF-8");
  row("a key twice", R"({"scenario": 1, "a": 1, "scenario": 1})",
      "column 25: the key \"scenario\" is given twice in one object");
  row("a key twice in a value", with_steps(R"({"return": {"a": 1, "a": 2}})"),
      "the key \"a\" is given twice in one object");
  row("not a number", with_steps(R"({"return": NaN})"), "a value is wanted, not `N`");
  row("infinite", with_steps(R"({"return": 1e999})"), "a number that is not finite");
  row("infinite time", with_steps(R"({"sleep": 1)" + QByteArray(400, '0') + "}"),
      "a number that is not finite");
  row("two values", "{} {}", "the JSON ends here, but the file goes on with `{`");
  row("a comma too many", "[1,]", "column 4: a value is wanted, not `]`");
  row("a leading zero", "[01]", "a number that begins with 0");
  row("a tab in a string", "[\"\t\"]", "a control character in a string");
  row("a wrong escape", R"(["\x"])", "an escape that JSON does not have");
  row("501 levels", nested(497), "nested deeper than 500");
  row("no scenario", "[]", "an object with a scenario is wanted, this is a list");
  row("no version", R"({"coroutines": {"main": []}})", "`scenario`, the version of the format, is");
  row("version 1.0", R"({"scenario": 1.0, "coroutines": {"main": []}})", "1.0 is a float");
  row("hints that are no texts", R"({"scenario": 1, "to_try": [1], "coroutines": {"main": []}})",
      "to_try[0]: a string is wanted, 1 is an integer");
  row("hints that are no list", R"({"scenario": 1, "to_try": "x", "coroutines": {"main": []}})",
      "to_try: a list of texts is wanted, \"x\" is a string");
  row("no coroutines", R"({"scenario": 1})", "`coroutines` is missing");
  row("unknown key", R"({"scenario": 1, "coroutine": {}})", "unknown key \"coroutine\"");
  row("an empty step", with_steps("{}"), "coroutines.main[0]: no operation: the step is empty");
  row("an unknown parameter", with_steps(R"({"spawn": "w", "as": "w", "eagre": true})"),
      "unknown parameter \"eagre\" of spawn; did you mean eager?");
  row("another's parameter", with_steps(R"({"log": "x", "delay": 1})"),
      "unknown parameter \"delay\" of log");
  row("a parameter missing", with_steps(R"({"spawn": "w"})"), "spawn needs the parameter `as`");
  row("a negative sleep", with_steps(R"({"sleep": -1})"), "must not be negative: -1");
  row("half a round", with_steps(R"({"repeat": 2.5, "do": []})"),
      "an integer is wanted, 2.5 is a float");
  row("an unknown kind", with_steps(R"({"queue": "q", "kind": "stack"})"),
      "fifo, lifo or priority is wanted, not \"stack\"");
  row("a name that is none", with_steps(R"({"gather": ["a", 1], "as": "g"})"),
      "coroutines.main[0].gather[1]: a string is wanted, 1 is an integer");
  row("reraise outside a handler", with_steps(R"({"try": [{"reraise": true}]})"),
      "coroutines.main[0].try[0]: reraise stands only among the steps of an `except` handler");
  row("reraise deeper in a handler",
      with_steps(R"({"try": [], "except": {"*": [{"repeat": 1, "do": [{"reraise": true}]}]}})"),
      "coroutines.main[0].except.*[0].do[0]: reraise stands only");
  row("eager in a group", with_steps(R"({"spawn": "w", "as": "w", "eager": true, "in": "g"})"),
      "`eager` and `in` exclude each other");
  row("a thread's call without a name", with_steps(R"({"thread": "t", "do": [{}]})"),
      "a thread's call needs `call_soon_threadsafe`");
}

void MalformedTest::aTextIsRefused() {
  QFETCH(const QByteArray, text);
  QFETCH(const QString, reason);
  const QString refusal = QString::fromStdString(refusal_of(text.toStdString()));
  QVERIFY2(refusal.startsWith(QStringLiteral("FILE: line 1, column")), qPrintable(refusal));
  QVERIFY2(refusal.contains(reason), qPrintable(refusal));
}

void MalformedTest::aTextIsAccepted_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("500 levels") << nested(496);
  QTest::newRow("any value") << with_steps(R"({"return": [null, 1e-999, -0, "\ud800", {"": 1}]})");
  QTest::newRow("a negative delay") << with_steps(R"({"call_later": "c", "delay": -1})");
  QTest::newRow("a waiting step in a callback")
      << with_steps(R"({"call_soon": "c", "do": [{"sleep": 0}]})");
  QTest::newRow("a schema") << QByteArray(
      R"({"$schema": "x", "scenario": 1, "coroutines": {"main": []}})");
}

void MalformedTest::aTextIsAccepted() {
  QFETCH(const QByteArray, text);
  QCOMPARE(QString::fromStdString(refusal_of(text.toStdString())), QStringLiteral("accepted"));
}

QTEST_GUILESS_MAIN(MalformedTest)

#include "malformed_test.moc"
