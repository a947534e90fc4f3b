// SPDX-License-Identifier: MIT
// How types, functions and places are written for people.
#include "support.h"

#include <deque>
#include <map>
#include <queue>
#include <set>
#include <unordered_map>

#include <loopscope/detail/short_name.h>
#include <loopscope/detail/type_name.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

struct Hidden {};

template <class T>
std::string name_of() {
  return detail::type_name(typeid(T));
}

template <class F>
std::string name_of_closure(F&&) {
  return detail::type_name(typeid(F));
}

Coro<std::vector<std::string>> tell_stack(int) {
  co_await sleep(0s);
  std::vector<std::string> functions;
  for (const std::source_location& site : current_task().stack())
    functions.emplace_back(site.function_name());
  co_return functions;
}

template <class T>
Coro<std::vector<std::string>> pass_on(T value) {
  co_return co_await tell_stack(value);
}

}  // namespace

class ShortNameTest : public QObject {
  Q_OBJECT

 private slots:
  void standardTypesAreNamedAsTheyAreWritten() {
    QCOMPARE(name_of<std::string>(), std::string("std::string"));
    QCOMPARE(name_of<std::wstring>(), std::string("std::wstring"));
    QCOMPARE(name_of<std::string_view>(), std::string("std::string_view"));
    QCOMPARE(name_of<std::vector<std::string>>(), std::string("std::vector<std::string>"));
    QCOMPARE((name_of<std::map<std::string, std::vector<int>>>()),
             std::string("std::map<std::string, std::vector<int>>"));
    QCOMPARE((name_of<std::unordered_multimap<std::string, int>>()),
             std::string("std::unordered_multimap<std::string, int>"));
    QCOMPARE(name_of<std::queue<int>>(), std::string("std::queue<int>"));
    QCOMPARE(name_of<std::priority_queue<int>>(), std::string("std::priority_queue<int>"));
    QCOMPARE(name_of<std::unique_ptr<int>>(), std::string("std::unique_ptr<int>"));
    QCOMPARE(name_of<std::exception_ptr>(), std::string("std::exception_ptr"));
    QCOMPARE(name_of<std::chrono::milliseconds>(), std::string("std::chrono::milliseconds"));
    QCOMPARE(name_of<std::chrono::duration<double>>(),
             std::string("std::chrono::duration<double>"));
    QCOMPARE((name_of<std::array<int, 3>>()), std::string("std::array<int, 3>"));
    QCOMPARE(name_of<const char*>(), std::string("const char*"));
    QCOMPARE(name_of<void (*)(int)>(), std::string("void (*)(int)"));
  }

  void argumentsThatAreNotTheDefaultStay() {
    QCOMPARE((name_of<std::set<int, std::greater<int>>>()),
             std::string("std::set<int, std::greater<int>>"));
    QCOMPARE((name_of<std::queue<int, std::vector<int>>>()),
             std::string("std::queue<int, std::vector<int>>"));
  }

  void namespacesThatNobodyWritesGo() {
    QCOMPARE(name_of<Hidden>(), std::string("Hidden"));
    QCOMPARE(name_of<Task<int>>(), std::string("Task<int>"));
    QCOMPARE(detail::short_name("myloopscope::Item"), std::string("myloopscope::Item"));
    QCOMPARE(detail::short_name("app::loopscope::Item"), std::string("app::loopscope::Item"));
  }

  void aReferredCallableIsNamedItself() {
    const auto callable = [] {};
    const std::string name = name_of_closure(callable);
    QVERIFY2(name.starts_with("lambda #"), name.c_str());
    QCOMPARE(name_of_closure(std::ref(callable)), name);
  }

  void closureTypesSayWhereTheyAre_data() {
    QTest::addColumn<QByteArray>("demangled");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* demangled, const char* expected) {
      QTest::newRow(demangled) << QByteArray(demangled) << QByteArray(expected);
    };
    row("main::{lambda()#3}", "lambda #3 in main");
    row("K::go(int)::{lambda(int)#1}", "lambda #1 in K::go(int)");
    row("main::{lambda()#7}::operator()() const::{lambda(int)#1}",
        "lambda #1 in lambda #7 in main");
    row("std::reference_wrapper<main::{lambda(auto:1)#5}>", "lambda #5 in main");
    row("std::_Bind<main::{lambda(int)#6} (int)>", "std::bind<lambda #6 in main (int)>");
    row("std::function<void (std::__cxx11::basic_string<char, std::char_traits<char>, "
        "std::allocator<char> > const&)>",
        "std::function<void (const std::string&)>");
    row("main::$_0", "lambda #1 in main");
    row("$_7", "lambda #8");
    row("app::Operator<&app::operator<<>", "app::Operator<&app::operator<<>");
    row("not a <name", "not a <name");
    row("", "");
  }
  void closureTypesSayWhereTheyAre() {
    QFETCH(QByteArray, demangled);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(detail::short_name(demangled.toStdString())), expected);
  }

  void functionsAreNamedWithoutWhatTheyReturn_data() {
    QTest::addColumn<QByteArray>("pretty");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* pretty, const char* expected) {
      QTest::newRow(pretty) << QByteArray(pretty) << QByteArray(expected);
    };
    // What GCC 12 calls functions, and those that await.
    row("int main()", "main()");
    row("loopscope::Coro<int> S::m(int, std::string) const", "S::m(int, std::string)");
    row("loopscope::Coro<void> {anonymous}::f(std::vector<std::__cxx11::basic_string<char> >)",
        "f(std::vector<std::string>)");
    row("loopscope::Coro<T> S::t(T) [with T = double]", "S::t(T) [T = double]");
    row("K::go()::<lambda(int)>", "lambda in K::go()");
    row("main()::<lambda(auto:48)> [with auto:48 = int]", "lambda in main()");
    row("void f(f(int)::_Z1fi.Frame*)", "f(int)");
    row("void S::m(S::m(int, std::string) const::_ZNK1S1mEiNSt7__cxx1112basic_stringIcSt11char_"
        "traitsIcESaIcEEE.Frame*)",
        "S::m(int, std::string)");
    row("void S::t(S::t<double>(double)::_ZN1S1tIdEEN9loopscope4CoroIT_EES3_.Frame*)",
        "S::t<double>(double)");
    row("void prog(prog(int)::_Z4progi.Frame*)::<lambda(auto:48)>::operator()(prog(prog(int)::_"
        "Z4progi.Frame*)::<lambda(auto:48)>::_ZZ4progiENKUlT_E0_clIiEEN9loopscope4CoroIvEES_."
        "Frame*)",
        "lambda #2 in prog(int)");
    row("void S::In::operator()(S::In::operator()(int)::_ZN1S2InclEi.Frame*)",
        "S::In::operator()(int)");
    // Clang.
    row("static Coro<void> S::st(void (*)(int, char))", "S::st(void (*)(int, char))");
    row("Coro<int &> app::net::r(int &)", "app::net::r(int &)");
    row("auto main()::(anonymous class)::operator()(auto) const [v:auto = int]",
        "lambda in main()");
    row("Coro<void> call(F) [F = (lambda at frames.cpp:15:10)]",
        "call(F) [F = lambda at frames.cpp:15]");
    row("operator bool()", "operator bool()");
    row("sleep_for", "sleep_for");
  }
  void functionsAreNamedWithoutWhatTheyReturn() {
    QFETCH(QByteArray, pretty);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(detail::short_function_name(pretty.toStdString())),
             expected);
  }

  void theStackOfATaskNamesFunctionsAndNoFrames() {
    VirtualLoop loop;
    const auto outer = [](int value) -> Coro<Events> { co_return co_await pass_on(value); };
    const Events stack = loop.run_until_complete(outer(1));
    QCOMPARE(stack.size(), 3u);
    QVERIFY2(stack[0].starts_with("lambda"), stack[0].c_str());
    QVERIFY2(stack[1].starts_with("pass_on"), stack[1].c_str());
    QCOMPARE(stack[2], std::string("tell_stack(int)"));
  }

  void aReadableSiteKeepsFileLineAndColumn() {
    const auto here = std::source_location::current();
    const std::source_location readable = detail::readable_site(here);
    QCOMPARE(std::string(readable.file_name()), std::string(here.file_name()));
    QCOMPARE(readable.line(), here.line());
    QCOMPARE(readable.column(), here.column());
    QCOMPARE(std::string(readable.function_name()), detail::function_name(here));
    QVERIFY(readable.file_name() == detail::readable_site(here).file_name());  // made once
    QCOMPARE(detail::place_name({}), std::string());
  }
};

QTEST_APPLESS_MAIN(ShortNameTest)
#include "short_name_test.moc"
