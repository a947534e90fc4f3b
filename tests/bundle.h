// SPDX-License-Identifier: MIT
#pragma once

#include <QtTest/QTest>

/// The tests of a folder as one program: this is included before each, so that QTEST_MAIN and its kin
/// define no main() but a test of the bundle. LOOPSCOPE_TEST of the environment chooses one by its
/// source, "future" for future_test.cpp; a variable, since the arguments belong to Qt Test.
namespace loopscope::test {

class BundledTest {
 public:
  using Main = int(int argc, char** argv);

  BundledTest(const char* source, Main* main);

  /// What has been bundled, the one linked last first.
  static const BundledTest* first() noexcept;
  const BundledTest* next() const noexcept { return next_; }

  const std::string& name() const noexcept { return name_; }
  int run(int argc, char** argv) const { return main_(argc, argv); }

 private:
  std::string name_;
  Main* main_;
  const BundledTest* next_;
};

}  // namespace loopscope::test

#undef QTEST_MAIN_WRAPPER
#define QTEST_MAIN_WRAPPER(TestObject, ...)                                   \
  static const loopscope::test::BundledTest bundled##TestObject(              \
      __FILE__, [](int argc [[maybe_unused]], char** argv [[maybe_unused]]) { \
        QTest::Internal::callInitMain<TestObject>();                          \
        __VA_ARGS__                                                           \
        TestObject test;                                                      \
        QTest::setMainSourcePath(__FILE__);                                   \
        return QTest::qExec(&test, argc, argv);                               \
      });
