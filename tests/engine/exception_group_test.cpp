// SPDX-License-Identifier: MIT
// Several errors as one; see also task_group_test.cpp.
#include <QTest>

#include <memory>
#include <stdexcept>
#include <vector>

#include <loopscope/combine/exception_group.h>
#include <loopscope/errors.h>

using namespace loopscope;

namespace {

std::exception_ptr error(const char* message) {
  return std::make_exception_ptr(std::runtime_error(message));
}

std::string message_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& caught) {
    return caught.what();
  }
}

}  // namespace

class ExceptionGroupTest : public QObject {
  Q_OBJECT

 private slots:
  void itsTextCountsTheErrorsAsPythonDoes() {
    const ExceptionGroup one("downloads", {error("a")});
    const ExceptionGroup two("downloads", {error("a"), error("b")});
    QCOMPARE(std::string(one.what()), std::string("downloads (1 sub-exception)"));
    QCOMPARE(std::string(two.what()), std::string("downloads (2 sub-exceptions)"));
    QCOMPARE(two.message(), std::string("downloads"));
  }

  void itsErrorsAreThoseGivenInTheirOrder() {
    const std::exception_ptr first = error("first");
    const std::exception_ptr second = error("second");
    const ExceptionGroup group("both", {first, second});
    QCOMPARE(group.errors().size(), std::size_t(2));
    QVERIFY(group.errors()[0] == first && group.errors()[1] == second);
  }

  void aGroupMayHoldGroups() {
    const auto inner = std::make_exception_ptr(ExceptionGroup("inner", {error("deep")}));
    const ExceptionGroup outer("outer", {error("flat"), inner});
    try {
      std::rethrow_exception(outer.errors()[1]);
      QFAIL("nothing was thrown");
    } catch (const ExceptionGroup& caught) {
      QCOMPARE(message_of(caught.errors()[0]), std::string("deep"));
    }
  }

  void itIsCaughtAsAnExceptionAndKeepsItsErrorsWhenCopied() {
    std::exception_ptr caught;
    try {
      throw ExceptionGroup("thrown", {error("kept")});
    } catch (const std::exception&) {
      caught = std::current_exception();
    }
    QCOMPARE(message_of(caught), std::string("thrown (1 sub-exception)"));
    QVERIFY(error_line(caught).find("ExceptionGroup") != std::string::npos);
    try {
      std::rethrow_exception(caught);
    } catch (const ExceptionGroup& group) {
      const ExceptionGroup copy = group;
      QCOMPARE(message_of(copy.errors().front()), std::string("kept"));
    }
  }
};

QTEST_GUILESS_MAIN(ExceptionGroupTest)
#include "exception_group_test.moc"
