// SPDX-License-Identifier: MIT
#include <QtTest/QTest>

#include <iostream>
#include <sstream>

#include <loopscope/logging.h>
#include <tests/doc/snippet.h>

using loopscope::test::Snippet;

/// The programs of the documentation do what their pages say.
class SnippetsTest : public QObject {
  Q_OBJECT

 private slots:
  void printsWhatThePageSays_data();
  void printsWhatThePageSays();
};

namespace {

/// Collects what is written to std::cout while it exists.
class CapturedOutput {
 public:
  CapturedOutput() : terminal_(std::cout.rdbuf(text_.rdbuf())) {}
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;
  ~CapturedOutput() { std::cout.rdbuf(terminal_); }

  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::streambuf* terminal_;
};

}  // namespace

void SnippetsTest::printsWhatThePageSays_data() {
  QTest::addColumn<std::size_t>("index");
  for (std::size_t i = 0; i < Snippet::all().size(); ++i)
    QTest::newRow(Snippet::all()[i].page.c_str()) << i;
}

void SnippetsTest::printsWhatThePageSays() {
  QFETCH(std::size_t, index);
  const Snippet& snippet = Snippet::all()[index];
  std::string logged;
  loopscope::set_log_sink(
      [&logged](loopscope::LogLevel, std::string_view line) { logged.append(line).append("\n"); });
  std::string printed;
  {
    const CapturedOutput output;
    snippet.run();
    printed = output.text();
  }
  loopscope::set_log_sink({});
  QCOMPARE(QString::fromStdString(printed), QString::fromStdString(snippet.printed));
  QCOMPARE(QString::fromStdString(logged), QString());
}

QTEST_APPLESS_MAIN(SnippetsTest)
#include "snippets_test.moc"
